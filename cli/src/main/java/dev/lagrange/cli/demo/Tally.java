package dev.lagrange.cli.demo;

import dev.lagrange.cli.measure.Histogram;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.route.Route;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What was counted at one level. Thread-safe. */
final class Tally {

  private static final int EXAMPLES = 3;

  private final Map<NodeId, LongAdder> byNode = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> byDecision = new ConcurrentHashMap<>();
  private final Map<Promise, LongAdder> missed = new EnumMap<>(Promise.class);
  private final LongAdder reads = new LongAdder();
  private final LongAdder offPrimary = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAccumulator oldest = new LongAccumulator(Math::max, 0);
  private final AtomicReference<@Nullable SQLException> firstError = new AtomicReference<>();
  private final List<String> examples = new CopyOnWriteArrayList<>();
  private final Histogram latency = new Histogram();

  Tally() {
    for (Promise promise : Promise.values()) {
      missed.put(promise, new LongAdder());
    }
  }

  void wrote() {
    writes.increment();
  }

  void read(Route route, long nanos, Checker.Finding finding) {
    reads.increment();
    latency.add(nanos);
    byNode.computeIfAbsent(route.node(), node -> new LongAdder()).increment();
    if (route.role() == Role.REPLICA) {
      offPrimary.increment();
    }
    String role = route.role() == Role.REPLICA ? "a replica" : "the primary";
    byDecision
        .computeIfAbsent(role + ": " + route.reason().sentence(), text -> new LongAdder())
        .increment();
    finding.missed().forEach(promise -> adder(promise).increment());
    oldest.accumulate(finding.staleNanos());
  }

  void failed(SQLException error) {
    errors.increment();
    firstError.compareAndSet(null, error);
  }

  /** Keeps the first few broken promises in words. */
  void broke(String example) {
    if (examples.size() < EXAMPLES) {
      examples.add(example);
    }
  }

  long reads() {
    return reads.sum();
  }

  long readsOn(NodeId node) {
    LongAdder counted = byNode.get(node);
    return counted == null ? 0 : counted.sum();
  }

  long offPrimary() {
    return offPrimary.sum();
  }

  long writes() {
    return writes.sum();
  }

  long errors() {
    return errors.sum();
  }

  long missed(Promise promise) {
    return adder(promise).sum();
  }

  /** For how long the stalest answer had been out of date, in nanoseconds. */
  long oldest() {
    return oldest.get();
  }

  long latency(double percent) {
    return latency.percentile(percent);
  }

  @Nullable SQLException firstError() {
    return firstError.get();
  }

  List<String> examples() {
    return examples;
  }

  /** How often each decision was made, the most frequent first. */
  List<Map.Entry<String, Long>> decisions() {
    return byDecision.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().sum()))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .toList();
  }

  private LongAdder adder(Promise promise) {
    return java.util.Objects.requireNonNull(missed.get(promise));
  }
}
