package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Operation;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A write of a value and the reads that returned it. Not thread-safe. */
final class Zone {

  private final @Nullable Event write;
  private @Nullable Event endsFirst;
  private @Nullable Event startsLast;
  private @Nullable Event earliestRead;

  /** The zone of a write, or, with null, of the state before all writes. */
  Zone(@Nullable Event write) {
    this.write = write;
    this.endsFirst = write;
    this.startsLast = write;
  }

  void add(Event read) {
    if (earliestRead == null || read.completedAt() < earliestRead.completedAt()) {
      earliestRead = read;
    }
    if (startsLast == null || read.invokedAt() > startsLast.invokedAt()) {
      startsLast = read;
    }
    if (write != null && (endsFirst == null || read.completedAt() < endsFirst.completedAt())) {
      endsFirst = read;
    }
  }

  /** When the first of its operations was over; before everything, for the first state. */
  long firstEnd() {
    return endsFirst == null ? Long.MIN_VALUE : endsFirst.completedAt();
  }

  /** When the last of its operations began. */
  long lastStart() {
    return startsLast == null ? Long.MIN_VALUE : startsLast.invokedAt();
  }

  /** Whether anything is known of it: an answer to its write, or a read. */
  boolean isComplete() {
    return startsLast != null && firstEnd() != Operation.NEVER;
  }

  /** Whether its operations cannot all have taken place at the same moment. */
  boolean isForward() {
    return firstEnd() < lastStart();
  }

  /** Whether each has an operation that was over before one of the other began. */
  boolean conflicts(Zone other) {
    return firstEnd() < other.lastStart() && other.firstEnd() < lastStart();
  }

  /** A read that was over before the write began; null if there is none. */
  @Nullable Event readTooEarly() {
    boolean early = write != null && earliestRead != null && earliestRead.precedes(write);
    return early ? earliestRead : null;
  }

  void reportEarly(Event read, Findings findings) {
    if (write != null) {
      findings.broken(
          Guarantee.LINEARIZABILITY,
          Phrase.of(read) + " before " + Phrase.of(write),
          List.of(write.operation(), read.operation()));
    }
  }

  /** Reports a conflict; the read that began last is to blame. */
  void reportConflict(Zone other, Findings findings) {
    boolean mine = lastStart() > other.lastStart();
    Zone returns = mine ? this : other;
    Zone between = mine ? other : this;
    Event first = returns.endsFirst;
    Event middle = between.endsFirst;
    Event proof = between.startsLast;
    Event last = returns.startsLast;
    if (last == null) {
      return;
    }
    Set<Operation> witnesses = new LinkedHashSet<>();
    Stream.of(first, proof, middle)
        .filter(event -> event != null)
        .sorted(Comparator.comparingLong(Event::invokedAt))
        .forEach(event -> witnesses.add(event.operation()));
    witnesses.remove(last.operation());
    String before = first == null ? "" : Phrase.of(first) + "; then ";
    String then = proof == null ? "" : Phrase.of(proof);
    String over = middle == null || middle.equals(proof) ? "" : "; " + Phrase.of(middle);
    witnesses.add(last.operation());
    findings.broken(
        Guarantee.LINEARIZABILITY,
        before + then + over + "; and after that " + Phrase.of(last) + " again",
        List.copyOf(witnesses));
  }
}
