package dev.lagrange.routing.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A set of transaction numbers: ascending intervals that neither overlap nor touch. Immutable. */
record IntervalSet(List<Interval> intervals) {

  /** The union of intervals in any order. */
  static IntervalSet of(Collection<Interval> intervals) {
    List<Interval> merged = new ArrayList<>(intervals.size());
    for (Interval next : intervals.stream().sorted().toList()) {
      Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last == null || next.first() > last.last() + 1) {
        merged.add(next);
      } else if (next.last() > last.last()) {
        merged.set(merged.size() - 1, new Interval(last.first(), next.last()));
      }
    }
    return new IntervalSet(List.copyOf(merged));
  }

  IntervalSet union(IntervalSet other) {
    List<Interval> both = new ArrayList<>(intervals);
    both.addAll(other.intervals);
    return of(both);
  }

  boolean contains(IntervalSet other) {
    return other.minus(this).isEmpty();
  }

  IntervalSet minus(IntervalSet other) {
    List<Interval> left = new ArrayList<>();
    int next = 0;
    for (Interval interval : intervals) {
      while (next < other.intervals.size() && other.intervals.get(next).last() < interval.first()) {
        next++;
      }
      long from = interval.first();
      // The last one that reaches into this interval may reach into the next too: `next` stays.
      for (int i = next; i < other.intervals.size() && from <= interval.last(); i++) {
        Interval hole = other.intervals.get(i);
        if (hole.first() > interval.last()) {
          break;
        }
        if (hole.first() > from) {
          left.add(new Interval(from, hole.first() - 1));
        }
        from = Math.max(from, hole.last() + 1);
      }
      if (from <= interval.last()) {
        left.add(new Interval(from, interval.last()));
      }
    }
    return new IntervalSet(List.copyOf(left));
  }

  boolean isEmpty() {
    return intervals.isEmpty();
  }
}
