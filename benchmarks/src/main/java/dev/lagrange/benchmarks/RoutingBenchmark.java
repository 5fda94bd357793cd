package dev.lagrange.benchmarks;

import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import dev.lagrange.routing.route.Admission;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.ReplicaChoice;
import dev.lagrange.routing.route.RoutingConditions;
import dev.lagrange.routing.route.Selector;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The routing decision by itself: from a statement's text to a node, without the driver. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {

  private static final String READ = "SELECT balance FROM account WHERE id = 1";
  private static final Duration MAX_LAG = Duration.ofSeconds(30);
  private static final RoutingConditions CONDITIONS =
      new RoutingConditions(
          RoutingMode.ON, RoutingConditions.Transaction.AUTOCOMMIT, false, StrongReads.PRIMARY);

  /** How many replicas there are to choose from; JMH sets it. */
  @Param({"2", "8"})
  public int replicas;

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 1000);
  private Classification read;
  private ClusterView view;
  private Position floor;
  private int chance;

  /** Makes a cluster whose replicas all cover the floor: every one of them is looked at. */
  @Setup
  public void prepare() {
    read = classifier.classify(READ);
    floor = PostgresPosition.of(3, Lsn.parse("16/B374D848"));
    List<NodeState> nodes = new ArrayList<>();
    nodes.add(node("primary:5432", Role.PRIMARY, 4096));
    for (int i = 0; i < replicas; i++) {
      nodes.add(node("replica" + i + ":5432", Role.REPLICA, 1024 + i));
    }
    view = new ClusterView(null, nodes, nodes.get(0).id(), TimelineHistory.UNKNOWN);
  }

  private static NodeState node(String name, Role role, long ahead) {
    Lsn lsn = new Lsn(Lsn.parse("16/B374D848").value() + ahead);
    Position position = PostgresPosition.of(3, lsn);
    return new NodeState(
        new NodeId(name),
        role,
        true,
        null,
        position,
        position,
        0,
        Duration.ofMillis(2),
        Double.POSITIVE_INFINITY,
        Duration.ofNanos(300_000));
  }

  /** The look-up of a text that was seen before. */
  @Benchmark
  public Classification classifySeenText() {
    return classifier.classify(READ);
  }

  /** From what a statement is to a replica that covers the floor; null if none may serve. */
  @Benchmark
  public @Nullable NodeState decide() {
    if (Admission.of(read, Consistency.EVENTUAL, CONDITIONS) != Reason.REPLICA_MAY_SERVE) {
      return null;
    }
    List<NodeState> fresh = ReplicaChoice.fresh(view, floor, MAX_LAG);
    chance += 0x9E3779B9;
    return fresh.isEmpty() ? null : Selector.LEAST_OUTSTANDING.select(fresh, node -> 3, chance);
  }
}
