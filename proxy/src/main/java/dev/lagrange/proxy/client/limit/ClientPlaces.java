package dev.lagrange.proxy.client.limit;

import dev.lagrange.control.Ticker;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places for clients of one proxy, each of which one has until it is gone. Thread-safe. */
public final class ClientPlaces {

  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(ClientPlaces.class);

  private final @Nullable Integer most;
  private final Ticker ticker;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger(); // since the last warning
  private final AtomicLong nextWarning;

  /** All free. */
  public ClientPlaces(ClientLimits limits, Ticker ticker) {
    this.most = limits.most();
    this.ticker = ticker;
    this.nextWarning = new AtomicLong(ticker.read());
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
    refused.incrementAndGet();
    long now = ticker.read();
    long next = nextWarning.get();
    if (now - next >= 0 && nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS.toNanos())) {
      int many = refused.getAndSet(0);
      log.warn(
          "{} refused, since there are max-clients={} already",
          many == 1 ? "a client was" : many + " clients were",
          limit);
    }
  }
}
