package dev.lagrange.verifier.mutation;

import static dev.lagrange.verifier.check.Guarantee.LINEARIZABILITY;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_READS;
import static dev.lagrange.verifier.check.Guarantee.NO_LOST_WRITE;
import static dev.lagrange.verifier.workload.WorkloadKind.HANDOVER;
import static dev.lagrange.verifier.workload.WorkloadKind.REGISTER;

import dev.lagrange.routing.consistency.SessionScope;
import java.util.List;
import java.util.stream.Stream;

/**
 * The mechanisms of strong reads away from the primary, and of what a primary has to prove before
 * it serves who has read on a replica; each switched off.
 */
final class StrongMutations {

  private static final String CONTROL = "control/src/main/java/dev/lagrange/control/";
  private static final String DRIVER = "driver/src/main/java/dev/lagrange/driver/";

  private static final String READ_PLAN = CONTROL + "cluster/ReadPlan.java";
  private static final String STRONG_PATH = CONTROL + "cluster/StrongPath.java";

  private static final Trial STRONG =
      Trial.of("strong", SessionScope.CONNECTION, REGISTER).on(Replication.SYNCHRONOUS);

  private static final Trial SHOWN_FIRST =
      Trial.of("eventual", SessionScope.CLUSTER, REGISTER)
          .on(Replication.SYNCHRONOUS)
          .under(Trouble.UNACKNOWLEDGED);

  private StrongMutations() {}

  static List<Mutation> all() {
    return Stream.of(onReplicas(), onPrimary()).flatMap(List::stream).toList();
  }

  /** Whose loss takes a failover, of which a slow machine sees few in the time there is. */
  static Mutation unconfirmed() {
    return Mutation.that("what a replica showed is not confirmed")
        .by(
            STRONG_PATH,
            "return standbys.holds(shown, index.size(), endedAt, there, deadline);",
            "return true;")
        .caughtBy(
            STRONG
                .under(Trouble.LOST_WITH_REPLICA)
                // who did not wait for the replica would wait with the primary
                .with("strongReads=index", "failoverTimeout=2s", "replicaWait=500ms"),
            LINEARIZABILITY,
            MONOTONIC_READS);
  }

  /** Whose driver, as it is, refuses a cluster whose commits wait for nobody. */
  static Mutation asynchronous() {
    return Mutation.that("a quorum is believed although no standby acknowledges a write")
        .by(CONTROL + "QuorumSize.java", "if (needed == 0) {", "if (needed < 0) {")
        .caughtBy(
            Trial.of("strong", SessionScope.CONNECTION, REGISTER)
                .under(Trouble.LOST_WITH_REPLICA)
                .with("strongReads=quorum", "failoverTimeout=2s"),
            LINEARIZABILITY,
            NO_LOST_WRITE);
  }

  private static List<Mutation> onReplicas() {
    return List.of(
        Mutation.that("a strong read's index is sampled before it arrived")
            .by(READ_PLAN, "indexAfter(arrivedAt)", "indexAfter(arrivedAt - 300_000_000L)")
            .caughtBy(
                Trial.of("strong", SessionScope.CLUSTER, HANDOVER)
                    .on(Replication.SYNCHRONOUS)
                    .under(Trouble.SLIGHTLY_LATE)
                    .with("strongReads=index"),
                LINEARIZABILITY),
        Mutation.that("a quorum is one node short")
            .by(STRONG_PATH, "newestOf(size.reads(),", "newestOf(size.reads() - 1,")
            .caughtBy(
                STRONG.under(Trouble.NEAREST_CUT_OFF).with("strongReads=quorum"), LINEARIZABILITY));
  }

  private static List<Mutation> onPrimary() {
    return List.of(
        Mutation.that("the primary is not asked for what it shows")
            .by(
                READ_PLAN,
                "boolean certified = consistency.level() == ConsistencyLevel.WEAK || shownThere(link);",
                "boolean certified = true;")
            .caughtBy(SHOWN_FIRST, MONOTONIC_READS),
        Mutation.that("of what the primary hides, the newest transactions are not counted")
            .by(
                CONTROL + "postgresql/HiddenTransactions.java",
                "return new UnderWay(older, from, from + begun);",
                "return new UnderWay(older, from, from);")
            .caughtBy(SHOWN_FIRST, MONOTONIC_READS),
        Mutation.that("what the primary alone acknowledged counts as acknowledged")
            .by(
                DRIVER + "connection/StrongGate.java",
                "if (lease != null) {",
                "if (lease != null && !wrote) {")
            .caughtBy(
                STRONG
                    .under(Trouble.LOST_AFTER_RELEASE)
                    .with("strongReads=index", "failoverTimeout=2s"),
                NO_LOST_WRITE));
  }
}
