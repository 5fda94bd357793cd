package dev.lagrange.proxy.client.limit;

import dev.lagrange.control.RareWarning;
import dev.lagrange.control.Ticker;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places for clients of one proxy, each of which one has until it is gone. Thread-safe. */
public final class ClientPlaces {

  private static final Logger log = LoggerFactory.getLogger(ClientPlaces.class);

  private final @Nullable Integer most;
  private final AtomicInteger taken = new AtomicInteger();
  private final RareWarning refused;

  /** All free. */
  public ClientPlaces(ClientLimits limits, Ticker ticker) {
    this.most = limits.most();
    this.refused = new RareWarning(ticker);
  }

  /**
   * Takes one for a client until its channel is closed, in whatever way that comes about; at most
   * once for each.
   *
   * @return what the client is told if there is none; null if it has one
   */
  public @Nullable String take(Channel client) {
    Integer limit = most;
    if (limit == null) {
      return null;
    }
    if (taken.getAndUpdate(now -> now < limit ? now + 1 : now) < limit) {
      client.closeFuture().addListener(closed -> taken.decrementAndGet());
      return null;
    }
    warn(limit);
    return "sorry, too many clients already: the proxy has as many as max-clients="
        + limit
        + " permits; close connections that are done with, or raise max-clients";
  }

  private void warn(int limit) {
    int many = refused.count();
    if (many > 0) {
      log.warn(
          "{} refused, since there are max-clients={} already",
          many == 1 ? "a client was" : many + " clients were",
          limit);
    }
  }
}
