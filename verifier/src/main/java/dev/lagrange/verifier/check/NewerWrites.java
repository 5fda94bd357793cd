package dev.lagrange.verifier.check;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The acknowledged writes of one key, to be asked for those that a read has missed. */
final class NewerWrites {

  /** Is told of each read. */
  interface Sink {

    /**
     * A read, and what it missed.
     *
     * @param first the newer write that was acknowledged first, before the read began; or null
     * @param count how many newer writes had been acknowledged when the read began
     */
    void read(Step read, @Nullable Event first, int count);
  }

  private static final Comparator<Step> BY_END =
      Comparator.comparingLong(step -> step.operation().completedAt());

  /** A write, and its place among the writes by state. */
  private record Placed(Step write, int place) {}

  private final List<Step> byState;
  private final Step[] firstFrom;
  private final List<Placed> byEnd;

  private NewerWrites(List<Step> steps) {
    byState =
        steps.stream()
            .filter(step -> !step.isRead())
            .sorted(Comparator.comparingLong(Step::earliest))
            .toList();
    firstFrom = byState.toArray(Step[]::new);
    for (int i = firstFrom.length - 2; i >= 0; i--) {
      if (BY_END.compare(firstFrom[i + 1], firstFrom[i]) < 0) {
        firstFrom[i] = firstFrom[i + 1];
      }
    }
    byEnd =
        IntStream.range(0, byState.size())
            .mapToObj(place -> new Placed(byState.get(place), place))
            .sorted(Comparator.comparing(Placed::write, BY_END))
            .toList();
  }

  /** A sweep over the accesses of one key, by invocation. */
  static void sweep(List<Step> steps, Sink sink) {
    new NewerWrites(steps).sweepReads(steps, sink);
  }

  /** Keeps a Fenwick tree of the writes acknowledged so far, by state. */
  private void sweepReads(List<Step> begun, Sink sink) {
    int[] tree = new int[byState.size() + 1];
    int next = 0;
    for (Step step : begun) {
      while (next < byEnd.size() && byEnd.get(next).write().event().precedes(step.event())) {
        for (int i = byEnd.get(next++).place() + 1; i < tree.length; i += i & -i) {
          tree[i]++;
        }
      }
      if (step.isRead()) {
        int from = firstNewerThan(step.latest());
        int notNewer = 0;
        for (int i = from; i > 0; i -= i & -i) {
          notNewer += tree[i];
        }
        sink.read(step, firstMissed(step, from), next - notNewer);
      }
    }
  }

  private @Nullable Event firstMissed(Step read, int from) {
    if (from == firstFrom.length) {
      return null;
    }
    Event write = firstFrom[from].event();
    return write.precedes(read.event()) ? write : null;
  }

  private int firstNewerThan(long state) {
    int low = 0;
    int high = byState.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byState.get(middle).earliest() <= state) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
