package dev.lagrange.verifier.mutation;

import static dev.lagrange.verifier.check.Guarantee.ATOMIC_VISIBILITY;
import static dev.lagrange.verifier.check.Guarantee.LINEARIZABILITY;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_READS;
import static dev.lagrange.verifier.check.Guarantee.NO_DIRTY_READ;
import static dev.lagrange.verifier.check.Guarantee.NO_DOUBLED_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_LOST_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_PHANTOM;
import static dev.lagrange.verifier.check.Guarantee.NO_READ_SKEW;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES;
import static dev.lagrange.verifier.check.Guarantee.STALENESS_BOUND;
import static dev.lagrange.verifier.workload.WorkloadKind.HANDOVER;
import static dev.lagrange.verifier.workload.WorkloadKind.LIST;
import static dev.lagrange.verifier.workload.WorkloadKind.REGISTER;
import static dev.lagrange.verifier.workload.WorkloadKind.SNAPSHOT;

import dev.lagrange.routing.consistency.SessionScope;
import java.util.List;
import java.util.stream.Stream;

/** The mechanisms of the driver, each switched off. */
final class Mutations {

  private static final String CONTROL = "control/src/main/java/dev/lagrange/control/";
  private static final String DRIVER = "driver/src/main/java/dev/lagrange/driver/";
  private static final String ROUTING = "routing/src/main/java/dev/lagrange/routing/";

  private static final String FLOORS = CONTROL + "session/Floors.java";
  private static final String ROUTER = DRIVER + "connection/StatementRouter.java";
  private static final String TRANSACTIONS = DRIVER + "connection/Transactions.java";
  private static final String READ_PLAN = CONTROL + "cluster/ReadPlan.java";
  private static final String READ_ROUTER = CONTROL + "cluster/ReadRouter.java";
  private static final String ADMISSION = ROUTING + "route/Admission.java";

  private static final Trial CLUSTER = Trial.of("eventual", SessionScope.CLUSTER, REGISTER);
  private static final Trial DATASOURCE = Trial.of("eventual", SessionScope.DATASOURCE, REGISTER);
  private static final Trial CONNECTION = Trial.of("eventual", SessionScope.CONNECTION, REGISTER);

  private Mutations() {}

  static List<Mutation> all() {
    return Stream.of(
            floors(),
            samples(),
            proofs(),
            bounds(),
            reads(),
            transactions(),
            writes(),
            StrongMutations.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * What the verifier catches in some runs only: the moment in which it can be seen lasts as long
   * as a replica deletes files, and no trouble holds it, or takes a failover. Nobody runs these;
   * their places are checked.
   */
  static List<Mutation> caughtByChance() {
    return List.of(
        Mutation.that("what was replayed after a read bounds what it showed")
            .by(CONTROL + "Reading.java", "Lsn next = replayed.next();", "Lsn next = replayed;")
            .caughtBy(
                Trial.of("eventual", SessionScope.CONTEXT, SNAPSHOT)
                    .under(Trouble.WIDE_COMMITS)
                    .with("probeInterval=10ms"),
                MONOTONIC_READS),
        StrongMutations.unconfirmed());
  }

  private static List<Mutation> floors() {
    return List.of(
        Mutation.that("a read has no floor")
            .by(
                FLOORS,
                """
                      case WEAK -> Floor.NONE;
                      case EVENTUAL, STRONG ->
                """,
                """
                      case WEAK, EVENTUAL -> Floor.NONE;
                      case STRONG ->
                """)
            .caughtBy(CLUSTER.under(Trouble.LATE), READ_YOUR_WRITES),
        Mutation.that("a data source's writes are known to their connection only")
            .by(
                DRIVER + "connection/SessionState.java",
                "scope == SessionScope.CONNECTION",
                "(scope == SessionScope.CONNECTION || scope == SessionScope.DATASOURCE)")
            .caughtBy(DATASOURCE.under(Trouble.LATE), READ_YOUR_WRITES),
        Mutation.that("a write leaves no mark")
            .by(
                CONTROL + "session/Session.java",
                "unsampled.accumulateAndGet(mark, (old, now) -> old != null && now != null ?"
                    + " old.and(now) : now);",
                "")
            .caughtBy(DATASOURCE.under(Trouble.LATE), READ_YOUR_WRITES),
        Mutation.that("a transaction's commit leaves no mark")
            .by(DRIVER + "connection/LogicalTransaction.java", "wrote = true;", "")
            .caughtBy(
                Trial.of("eventual", SessionScope.DATASOURCE, SNAPSHOT).under(Trouble.LATE),
                READ_YOUR_WRITES),
        Mutation.that("of two writes before a sample, the earlier one's time is kept")
            .by(
                CONTROL + "session/WriteMark.java",
                "long latest = at - other.at > 0 ? at : other.at;",
                "long latest = at;")
            .caughtBy(
                DATASOURCE.under(Trouble.FAR_AWAY).with("replicaWait=100ms"), READ_YOUR_WRITES),
        Mutation.that("a sample clears the mark of a write that came after it was asked for")
            .by(
                CONTROL + "session/Session.java",
                """
                    join(covering);
                    unsampled.compareAndSet(mark, null);
                """,
                """
                    join(covering);
                    unsampled.set(null);
                """)
            .caughtBy(
                DATASOURCE.under(Trouble.FAR_AWAY).with("replicaWait=100ms"), READ_YOUR_WRITES),
        Mutation.that("the position of a token is dropped at the hand-over")
            .by(
                DRIVER + "context/SessionContext.java",
                "new Member(new Session(carried), new ReadTrail(), SessionScope.CONTEXT);",
                "new Member(new Session(null), new ReadTrail(), SessionScope.CONTEXT);")
            .caughtBy(
                Trial.of("eventual", SessionScope.CONTEXT, HANDOVER).under(Trouble.LATE),
                READ_YOUR_WRITES),
        Mutation.that("a token names what a session wrote, and not what it read")
            .by(
                CONTROL + "cluster/Tokens.java",
                "seen = join(seen, boundOf(cluster, last));",
                // who has seen nothing yet needs a token all the same
                "seen = seen == null ? cluster.floors().boundOf(last) : seen;")
            .caughtBy(
                Trial.of("eventual", SessionScope.CONTEXT, SNAPSHOT).under(Trouble.SLIGHTLY_LATE),
                MONOTONIC_READS),
        Mutation.that("what falls back to the primary takes the freshest replica")
            .by(
                READ_ROUTER,
                "if (view.replicas().isEmpty() || fallback == Fallback.PRIMARY || strong) {",
                "if (view.replicas().isEmpty()) {")
            .by(
                READ_ROUTER,
                "if (fallback == Fallback.STALE) {",
                "if (fallback != Fallback.ERROR) {")
            .caughtBy(CLUSTER.under(Trouble.STANDING_STILL), READ_YOUR_WRITES));
  }

  private static List<Mutation> samples() {
    return List.of(
        Mutation.that("a sample asked for before the acknowledgement counts")
            .by(
                CONTROL + "NodeWatch.java",
                "if (latest != null && latest.requestedAt() - time > 0) {",
                "if (latest != null) {")
            .caughtBy(CLUSTER.under(Trouble.SLIGHTLY_LATE), READ_YOUR_WRITES),
        Mutation.that("the floor is sampled before the read arrived")
            .by(READ_PLAN, "this.arrivedAt = begunAt;", "this.arrivedAt = begunAt - 300_000_000L;")
            .caughtBy(CLUSTER.under(Trouble.SLIGHTLY_LATE), READ_YOUR_WRITES),
        Mutation.that("what a replica received counts as shown")
            .by(
                CONTROL + "postgresql/PostgresProbe.java",
                "CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn()"
                    + " END,",
                "CASE WHEN standby THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_flush_lsn()"
                    + " END,")
            .caughtBy(CLUSTER.under(Trouble.LATE), READ_YOUR_WRITES),
        Mutation.that("what the primary flushed counts as all that it acknowledged")
            .by(
                CONTROL + "postgresql/AcknowledgedPosition.java",
                "return reachable.compareTo(flushed) > 0 ? reachable : flushed;",
                "return flushed;")
            .caughtBy(CLUSTER.with("options=-c%20synchronous_commit%3Doff"), READ_YOUR_WRITES));
  }

  private static List<Mutation> proofs() {
    return List.of(
        Mutation.that("a position that was probed holds for every connection")
            .by(
                READ_PLAN,
                "return isMonotoneOn(link, floors) && isProved(link, node, samples);",
                "return isMonotoneOn(link, floors);")
            .caughtBy(CLUSTER.under(Trouble.MOVED), READ_YOUR_WRITES, MONOTONIC_READS),
        Mutation.that("a node's position survives its restart")
            .by(
                CONTROL + "ClusterPicture.java",
                "Position position = reading.position();",
                """
                Position position =
                        before.position() == null || reading.position() == null
                            ? reading.position()
                            : before.position().join(reading.position());
                """)
            .caughtBy(CLUSTER.under(Trouble.OLDER_WHILE_QUIET), READ_YOUR_WRITES, MONOTONIC_READS));
  }

  private static List<Mutation> bounds() {
    Trial bounded =
        Trial.of("bounded(1s)", SessionScope.CONNECTION, REGISTER)
            .under(Trouble.STANDING_STILL)
            .with("replicaWait=200ms");
    return List.of(
        Mutation.that("a bound is counted by a clock that is two seconds late")
            .by(
                FLOORS,
                "long since = arrivedAt - consistency.staleness().toNanos();",
                "long since = arrivedAt - consistency.staleness().toNanos() - 2_000_000_000L;")
            .caughtBy(bounded, STALENESS_BOUND),
        Mutation.that("a bound is held by the sample before it")
            .by(
                ROUTING + "cluster/SampleRing.java",
                "return index == size ? null : positions[slot(index)];",
                "return size == 0 ? null : positions[slot(Math.max(0, index - 1))];")
            // by itself safe: it only makes the gap between two samples one that is soon met
            .by(
                ROUTING + "cluster/SampleRing.java",
                "SPACING_NANOS = Duration.ofMillis(15).toNanos();",
                "SPACING_NANOS = Duration.ofMillis(500).toNanos();")
            .caughtBy(bounded, STALENESS_BOUND),
        Mutation.that("a bound that cannot be proved is taken for kept")
            .by(FLOORS, "return Floor.UNATTAINABLE;", "return new Floor(own, Reason.WITHIN_BOUND);")
            .caughtBy(
                bounded.under(Trouble.WITHOUT_PRIMARY).with("failoverTimeout=100ms"),
                STALENESS_BOUND),
        byTheServersClock().caughtBy(bounded.under(Trouble.CUT_OFF), STALENESS_BOUND));
  }

  /** As much advice has it: how long ago the last replayed commit was made, by its own time. */
  private static Mutation.Draft byTheServersClock() {
    return Mutation.that("a bound is counted by the server's clock")
        .by(
            CONTROL + "postgresql/PostgresProbe.java",
            "CASE WHEN standby THEN NULL ELSE current_setting('synchronous_commit') END",
            """
            CASE WHEN standby THEN NULL ELSE current_setting('synchronous_commit') END,
                   CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                        ELSE 1000 * extract(epoch FROM now() - pg_last_xact_replay_timestamp())
                   END
            """
                .strip())
        .by(
            CONTROL + "postgresql/PostgresProbe.java",
            "return Reading.ofReplica(at(known, first), at(known, second), timeline > 0);",
            """
            return new Reading(
                dev.lagrange.routing.cluster.Role.REPLICA,
                at(known, first),
                at(known, second),
                null,
                timeline > 0,
                dev.lagrange.control.UnderWay.NONE,
                null,
                java.time.Duration.ofMillis(row.getLong(11)));
            """)
        .by(
            CONTROL + "Reading.java",
            """
                UnderWay hidden,
                @Nullable Acknowledgement acknowledgement) {

              /** Of a primary. */
            """,
            """
                UnderWay hidden,
                @Nullable Acknowledgement acknowledgement,
                java.time.@Nullable Duration said) {

              public Reading(
                  Role role,
                  @Nullable Position position,
                  @Nullable Position logged,
                  @Nullable Fork fork,
                  boolean receiving,
                  UnderWay hidden,
                  @Nullable Acknowledgement acknowledgement) {
                this(role, position, logged, fork, receiving, hidden, acknowledgement, null);
              }

              /** Of a primary. */
            """)
        .by(
            CONTROL + "ClusterPicture.java",
            "lag = lag(position, before, observation.requestedAt());",
            "lag = reading.said();")
        .by(
            FLOORS,
            "return new Floor(bound, Reason.WITHIN_BOUND).join(own);",
            "return new Floor(own, Reason.WITHIN_BOUND);")
        .by(
            READ_ROUTER,
            "consistency.level() == ConsistencyLevel.BOUNDED ? null : maxLag;",
            "consistency.level() == ConsistencyLevel.BOUNDED ? consistency.staleness() : maxLag;");
  }

  private static List<Mutation> reads() {
    return List.of(
        Mutation.that("the last read is forgotten")
            .by(
                CONTROL + "session/ReadTrail.java",
                "last.accumulateAndGet(read, LastRead::later);",
                "")
            .caughtBy(CONNECTION.under(Trouble.LATE), MONOTONIC_READS),
        Mutation.that("within a bound, the last read does not count")
            .by(READ_PLAN, "case BOUNDED -> false;", "case BOUNDED -> true;")
            .caughtBy(
                Trial.of("bounded(30s)", SessionScope.CONNECTION, REGISTER).under(Trouble.LATE),
                MONOTONIC_READS),
        Mutation.that("the guard of what a read showed looks before the read, not after it")
            .by(
                FLOORS,
                "Observation there = samples.nodeAfter(last.node(), last.endedAt());",
                "Observation there = samples.nodeAfter(last.node(), last.startedAt() - 100_000_000L);")
            .caughtBy(
                Trial.of("eventual", SessionScope.CONTEXT, SNAPSHOT).under(Trouble.SLIGHTLY_LATE),
                MONOTONIC_READS),
        Mutation.that("strong reads go to any replica")
            .by(ADMISSION, "? Reason.STRONG", "? Reason.REPLICA_MAY_SERVE")
            .by(
                READ_PLAN,
                "Floor asked = isStrong() ? strongFloor(floors) : sessionFloor(floors);",
                "Floor asked = sessionFloor(floors);")
            .caughtBy(
                Trial.of("strong", SessionScope.CONNECTION, REGISTER).under(Trouble.LATE),
                LINEARIZABILITY));
  }

  private static List<Mutation> transactions() {
    return List.of(
        Mutation.that("reads within a transaction run outside of it")
            .by(
                ROUTER,
                """
                    if (open != null) {
                      Route first = open.route();
                """,
                """
                    if (open != null && !what.isRead()) {
                      Route first = open.route();
                """)
            .caughtBy(
                Trial.of("eventual", SessionScope.CLUSTER, LIST),
                NO_READ_SKEW,
                ATOMIC_VISIBILITY,
                READ_YOUR_WRITES),
        Mutation.that("a transaction's reads before its first write run on replicas")
            .by(
                ADMISSION,
                "case READ_WRITE -> Reason.TRANSACTION_NOT_READ_ONLY;",
                "case READ_WRITE -> byLevel(consistency, conditions.strongReads());")
            .by(
                ROUTER,
                """
                      transactions.beginIfManual(lease, route);
                      physical = statement.bind(lease);
                """,
                """
                      if (route.role() == Role.PRIMARY || transactions.readOnly()) {
                        transactions.beginIfManual(lease, route);
                      }
                      physical = statement.bind(lease);
                """)
            .caughtBy(
                Trial.of("eventual", SessionScope.CONNECTION, LIST).under(Trouble.LATE),
                NO_READ_SKEW));
  }

  private static List<Mutation> writes() {
    return List.of(
        Mutation.that("a commit whose connection was lost is reported as done")
            .by(
                TRANSACTIONS,
                "throw current.isWriter() ? Failure.outcomeUnknown(lease.node(), e) : e;",
                "return;")
            .caughtBy(
                Trial.of("eventual", SessionScope.CLUSTER, SNAPSHOT, LIST)
                    .under(Trouble.REQUESTS_LOST),
                NO_LOST_WRITE),
        Mutation.that("a commit whose connection was lost is reported as undone")
            .by(
                TRANSACTIONS,
                "throw current.isWriter() ? Failure.outcomeUnknown(lease.node(), e) : e;",
                "throw new java.sql.SQLTransactionRollbackException(\"undone\", \"40001\", e);")
            .caughtBy(
                Trial.of("eventual", SessionScope.CLUSTER, LIST).under(Trouble.ANSWERS_LOST),
                NO_DIRTY_READ),
        Mutation.that("a write whose connection was lost is reported as undone")
            .by(
                ROUTER,
                "return autocommitted || ending ? Failure.outcomeUnknown(lease.node(), e) : e;",
                "return new java.sql.SQLTransactionRollbackException(\"undone\", \"40001\", e);")
            .caughtBy(CLUSTER.under(Trouble.ANSWERS_LOST), NO_PHANTOM),
        Mutation.that("a write whose connection was lost is run again")
            .by(ROUTER, "boolean harmless = what.isRead() || !sent;", "boolean harmless = true;")
            .caughtBy(CLUSTER.under(Trouble.ANSWERS_LOST), NO_DOUBLED_WRITE));
  }
}
