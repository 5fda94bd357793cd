package dev.lagrange.proxy.backend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server from its beginning, when there may be no channel yet since the server's
 * name is being looked up. Confined to the event loop.
 */
final class Connecting {

  private final int port;
  private final Supplier<ChannelFuture> maker;
  private final Consumer<String> failed;
  private @Nullable Channel channel;
  private boolean over; // without a channel

  /**
   * One that has not begun.
   *
   * @param maker registers the channel, but does not connect it
   * @param failed told once if there is no connection at all
   */
  Connecting(int port, Supplier<ChannelFuture> maker, Consumer<String> failed) {
    this.port = port;
    this.maker = maker;
    this.failed = failed;
  }

  /** The name has been looked up, if in vain with a failure. */
  void found(@Nullable InetAddress host, @Nullable Throwable failure) {
    if (over) {
      return; // nobody waits any more
    }
    if (host == null) {
      fail(String.valueOf(failure));
      return;
    }
    ChannelFuture connected;
    try {
      // At once, not in a task of its own: epoll says of a socket that does not connect yet that
      // the other side has hung up, and a loop that has much to do may ask it in between.
      connected = maker.get().channel().connect(new InetSocketAddress(host, port));
    } catch (RuntimeException e) {
      fail("no socket is to be had: " + e);
      return;
    }
    Channel made = connected.channel();
    channel = made;
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            made.close();
            failed.accept(String.valueOf(done.cause()));
          }
        });
  }

  private void fail(String why) {
    over = true;
    failed.accept(why);
  }

  /** Breaks it off, or closes it. */
  void close() {
    if (channel != null) {
      channel.close();
    } else if (!over) {
      fail("it was given up while its name was looked up");
    }
  }
}
