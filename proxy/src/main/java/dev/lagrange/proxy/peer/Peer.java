package dev.lagrange.proxy.peer;

import dev.lagrange.control.RareWarning;
import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.backend.Connector;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.routing.option.HostPort;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another instance, and what is on its way there. Thread-safe. */
final class Peer {

  /** So long a request may take: the other instance answers once its server has, or will not. */
  static final Duration LIMIT = Connector.CANCEL_LIMIT.multipliedBy(2);

  /** Each has a socket. Anybody may ask, without having logged in. */
  static final int MOST_UNDER_WAY = 256;

  private static final Logger log = LoggerFactory.getLogger(Peer.class);

  private final int number;
  private final HostPort given;
  private final Connector connector;
  private final boolean encrypted;
  private final AtomicInteger underWay = new AtomicInteger();
  private final RareWarning dropped;
  private volatile @Nullable HostPort address; // without a name: looking that up blocks

  Peer(int number, HostPort given, Connector connector, boolean encrypted, Ticker ticker) {
    this.number = number;
    this.given = given;
    this.connector = connector;
    this.encrypted = encrypted;
    this.dropped = new RareWarning(ticker);
  }

  /** Looks the name up again; blocks. One that is not found stays where it was. */
  void lookUp() {
    try {
      InetAddress found = InetAddress.getByName(given.host());
      address = new HostPort(found.getHostAddress(), given.port());
    } catch (UnknownHostException e) {
      // told once somebody wants it
    }
  }

  /** Asks it to cancel; runs the rest on the loop in any case, at the latest after the limit. */
  void cancel(CancelKey key, EventLoop loop, Runnable then) {
    HostPort at = address;
    if (at == null) {
      dropped("its name is not known; correct --peer, or the name service");
      then.run();
      return;
    }
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      dropped(MOST_UNDER_WAY + " are on their way already, as many as may be");
      then.run();
      return;
    }
    connector.cancel(
        loop,
        at,
        at,
        encrypted,
        key.passedOn(),
        LIMIT,
        problem -> {
          underWay.decrementAndGet();
          if (problem != null) {
            dropped(problem);
          }
          then.run();
        });
  }

  private void dropped(String why) {
    int many = dropped.count();
    if (many > 0) {
      log.warn(
          "peer={} address={}: {} to cancel could not be passed on, the last one because {}",
          number,
          given,
          many == 1 ? "a request" : many + " requests",
          why);
    }
  }
}
