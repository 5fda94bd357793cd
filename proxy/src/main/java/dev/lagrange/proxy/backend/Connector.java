package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.routing.option.HostPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connects to servers, with TLS or without. Thread-safe; never blocks. */
public final class Connector {

  /** So long a request to cancel may take, its connection and TLS included. */
  public static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

  private final Class<? extends Channel> channelType;
  private final Duration patience;
  private final ServerTls tls;
  private final HostNames names;

  /**
   * With the time that a connection may take.
   *
   * @param channelType of the event loops that are given later
   */
  public Connector(
      Class<? extends Channel> channelType, Duration patience, ServerTls tls, HostNames names) {
    this.names = names;
    this.channelType = channelType;
    this.patience = patience;
    this.tls = tls;
  }

  /** The time that a connection and its login may take. */
  Duration patience() {
    return patience;
  }

  /** How connections are encrypted. */
  ServerTls tls() {
    return tls;
  }

  /**
   * TLS for one connection.
   *
   * @param permitsClear whether it may do without, if the server has none
   * @param failed told once if there is none; the connection is closed
   */
  Encryption encryption(
      HostPort server, boolean permitsClear, Consumer<Encryption.Failure> failed) {
    return new Encryption(tls, server, permitsClear, failed);
  }

  /**
   * Connects, once the server's name has been looked up, if it is one. On the loop.
   *
   * @param encryption null for none
   * @param then is told that the channel is active once it is as secret as it has to be
   * @param failed told once if there is no connection at all, which may be at once
   */
  Connecting connect(
      EventLoop loop,
      HostPort address,
      @Nullable Encryption encryption,
      ChannelHandler then,
      Consumer<String> failed) {
    Connecting connecting =
        new Connecting(address.port(), () -> register(loop, encryption, then), failed);
    CompletableFuture<InetAddress> host = names.find(address.host());
    Executor here = host.isDone() ? Runnable::run : task -> OnLoop.soon(loop, task);
    host.whenCompleteAsync(connecting::found, here);
    return connecting;
  }

  private ChannelFuture register(
      EventLoop loop, @Nullable Encryption encryption, ChannelHandler then) {
    return new Bootstrap()
        .group(loop)
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 128 << 10))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                if (encryption != null) {
                  channel.pipeline().addLast(encryption);
                }
                channel.pipeline().addLast(then);
              }
            })
        .register();
  }

  /**
   * Asks a server to cancel what a connection runs now, over TLS if that is. On the loop of it. A
   * server that has lost its TLS meanwhile is not told the key.
   *
   * @param named as whom the server has to show itself
   * @param address where it is: while a name was looked up, the client could go on to what it does
   *     not want to be cancelled
   * @param then run once that is over
   */
  void cancel(EventLoop loop, HostPort named, HostPort address, Backend backend, Runnable then) {
    backend.cancelBegins();
    cancel(
        loop,
        named,
        address,
        backend.isEncrypted(),
        backend.key(),
        CANCEL_LIMIT,
        problem -> {
          if (problem != null) {
            backend.changed(); // it may still arrive, and is for nobody else
          }
          backend.cancelEnded();
          then.run();
        });
  }

  /**
   * Asks whoever gave a key to cancel. On the loop.
   *
   * @param named as whom the other side has to show itself, if that is over TLS
   * @param address where it is
   * @param encrypted whether to do so over TLS, or else not at all
   * @param limit the connection is closed after that at the latest
   * @param ended told on the loop, once, why it could not be done; null if the other side has
   *     closed the connection, which is all that it answers
   */
  public void cancel(
      EventLoop loop,
      HostPort named,
      HostPort address,
      boolean encrypted,
      CancelKey key,
      Duration limit,
      Consumer<@Nullable String> ended) {
    CancelRequest request = new CancelRequest(key, limit, ended);
    Encryption encryption = encrypted ? encryption(named, false, request::notEncrypted) : null;
    request.begin(loop, connect(loop, address, encryption, request, request::notConnected));
  }
}
