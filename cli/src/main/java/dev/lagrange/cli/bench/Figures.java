package dev.lagrange.cli.bench;

import dev.lagrange.cli.measure.Histogram;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one strategy did. Thread-safe. */
final class Figures {

  final Histogram reads = new Histogram();
  final Histogram writes = new Histogram();
  final LongAdder read = new LongAdder();
  final LongAdder onReplicas = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder ownWriteMissed = new LongAdder();
  final LongAdder wentBack = new LongAdder();
  final LongAdder errors = new LongAdder();
  private final AtomicReference<@Nullable SQLException> firstError = new AtomicReference<>();

  void failed(SQLException error) {
    errors.increment();
    firstError.compareAndSet(null, error);
  }

  @Nullable SQLException firstError() {
    return firstError.get();
  }
}
