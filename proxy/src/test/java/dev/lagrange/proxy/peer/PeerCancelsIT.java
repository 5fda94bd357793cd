package dev.lagrange.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.testbed.Await;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many requests may be on their way to another instance. */
@Timeout(120)
final class PeerCancelsIT {

  @Test
  void aFloodHoldsNoMoreSocketsThanMayBe() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    // one that never answers
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        PeerCancels cancels =
            new PeerCancels(
                Peers.of(1, List.of("2=127.0.0.1:" + silent.getLocalPort())),
                NioSocketChannel.class,
                false,
                Ticker.system())) {
      CancelKey key = new CancelKey(2 << 21, new byte[4]);
      AtomicInteger over = new AtomicInteger();
      int refusedAtOnce =
          loops
              .submit(
                  () -> {
                    // nothing else happens on the loop meanwhile
                    for (int i = 0; i < Peer.MOST_UNDER_WAY + 3; i++) {
                      cancels.passOn(key, loops.next(), over::incrementAndGet);
                    }
                    return over.get();
                  })
              .get();
      assertThat(refusedAtOnce).isEqualTo(3);

      silent.close();
      Await.until(
          "all to be given up", Await.PATIENCE, () -> over.get() == Peer.MOST_UNDER_WAY + 3);
      // and there is room again
      int again =
          loops
              .submit(
                  () -> {
                    cancels.passOn(key, loops.next(), over::incrementAndGet);
                    return over.get();
                  })
              .get();
      assertThat(again).isEqualTo(Peer.MOST_UNDER_WAY + 3);
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void aNameThatIsNotKnownEndsTheRequestAtOnce() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (PeerCancels cancels =
        new PeerCancels(
            Peers.of(1, List.of("2=nowhere.invalid:1")),
            NioSocketChannel.class,
            false,
            Ticker.system())) {
      AtomicInteger over = new AtomicInteger();
      cancels.passOn(new CancelKey(2 << 21, new byte[4]), loops.next(), over::incrementAndGet);
      cancels.passOn(new CancelKey(3 << 21, new byte[4]), loops.next(), over::incrementAndGet);
      assertThat(over).hasValue(2);
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }
}
