package dev.lagrange.control.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lagrange.control.Ticker;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.sql.Classification;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What replicas could not finish: how often, by cause, and which statements no replica will ever
 * run, so that the next of them goes to the primary at once. Statements are told apart by what they
 * are without their literals. Thread-safe.
 */
public final class Reruns {

  private static final int MOST_REMEMBERED = 10_000;

  /** A function or view may be mended: what was refused gets another chance. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Map<RerunCause, LongAdder> counts = new EnumMap<>(RerunCause.class);
  private final Cache<Long, RerunCause> refused;
  private volatile boolean any;

  Reruns(Ticker ticker) {
    for (RerunCause cause : RerunCause.values()) {
      counts.put(cause, new LongAdder());
    }
    this.refused =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .ticker(ticker::read)
            .build();
  }

  /** A replica could not finish a statement. */
  public void add(Classification statement, RerunCause cause) {
    counts.get(cause).increment();
    if (cause.isLasting()) {
      refused.put(statement.fingerprint(), cause);
      any = true;
    }
  }

  /** Whether replicas refused such a statement within the last ten minutes. */
  public boolean isRefused(Classification statement) {
    return any && refused.getIfPresent(statement.fingerprint()) != null;
  }

  /** How often statements ran again since the cluster was opened. */
  public long count(RerunCause cause) {
    return counts.get(cause).sum();
  }
}
