package dev.lagrange.verifier.mutation;

import static java.time.Duration.ofMillis;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.Disturbance;
import dev.lagrange.verifier.fault.FaultEvent;
import dev.lagrange.verifier.fault.FaultKind;
import dev.lagrange.verifier.fault.FaultRun;
import dev.lagrange.verifier.fault.FaultSchedule;
import dev.lagrange.verifier.fault.Rank;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What happens to a primary and its replicas while a mutant runs. Each is made so that the
 * situation in which a mechanism is needed comes again and again, and not by chance.
 */
enum Trouble {
  NONE,
  /** One replica shows each commit 300 ms late. */
  LATE,
  /** One replica shows each commit a few operations late. */
  SLIGHTLY_LATE,
  /** What the primary sends takes 2 ms to both replicas, so that reads have to wait for them. */
  FAR_AWAY,
  /** Both replicas stand still for two seconds and a half, and then catch up. */
  STANDING_STILL,
  /** Both replicas hear nothing from the primary for three seconds, and then catch up. */
  CUT_OFF,
  /** Both replicas stand still, and then nobody reaches the primary for four seconds. */
  WITHOUT_PRIMARY,
  /** What is asked of the primary is lost, and then the connections. */
  REQUESTS_LOST,
  /** What the primary answers is lost, and then the connections. */
  ANSWERS_LOST,
  /**
   * Commits show well before a replica's position says so; on the other replica they come later.
   */
  WIDE_COMMITS,
  /** While nobody can write, a replica comes back with an older state. */
  OLDER_WHILE_QUIET,
  /** The address of a replica leads to another one, which stands still. */
  MOVED,
  /** The replica that answers first hears nothing from the primary for half a second. */
  NEAREST_CUT_OFF,
  /** Replicas show commits that wait for their acknowledgements in vain, and then stand still. */
  UNACKNOWLEDGED,
  /** The primary is lost, and the only replica that heard of its last commits. */
  LOST_WITH_REPLICA,
  /** Commits that no replica has heard of need not wait any more, and then the primary is lost. */
  LOST_AFTER_RELEASE;

  private static final Duration LONG = Duration.ofHours(1);

  Disturbance on(PostgresCluster cluster) {
    return switch (this) {
      case NONE -> Disturbance.NONE;
      case LATE -> late(cluster, ofMillis(300));
      case SLIGHTLY_LATE -> late(cluster, ofMillis(10));
      case FAR_AWAY -> farAway(cluster);
      case STANDING_STILL ->
          Turns.undoneBy(() -> resume(cluster))
              .then(() -> pause(cluster), ofMillis(2_500))
              .then(() -> resume(cluster), ofMillis(1_000));
      case CUT_OFF ->
          Turns.undoneBy(() -> replication(cluster, Link::restore))
              .then(() -> replication(cluster, Link::cut), ofMillis(3_000))
              .then(() -> replication(cluster, Link::restore), ofMillis(1_500));
      case WITHOUT_PRIMARY -> withoutPrimary(cluster);
      case REQUESTS_LOST -> lost(cluster, Direction.TO_SERVER);
      case ANSWERS_LOST -> lost(cluster, Direction.TO_CLIENT);
      case WIDE_COMMITS -> wideCommits(cluster);
      case OLDER_WHILE_QUIET -> new OlderWhileQuiet(cluster);
      case MOVED -> new MovedAddress(cluster);
      case NEAREST_CUT_OFF -> nearestCutOff(cluster);
      case UNACKNOWLEDGED -> unacknowledged(cluster);
      case LOST_WITH_REPLICA -> LostPrimary.withReplica(cluster);
      case LOST_AFTER_RELEASE -> LostPrimary.afterRelease(cluster);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Disturbance late(PostgresCluster cluster, Duration delay) {
    PostgresNode replica = cluster.replicas().get(1);
    return () -> {
      replica.applyDelay(delay);
      return () -> replica.applyDelay(Duration.ZERO);
    };
  }

  private static Disturbance nearestCutOff(PostgresCluster cluster) {
    PostgresNode nearest = cluster.replicas().get(1);
    Link upstream = nearest.replicationLink().orElseThrow();
    Turns turns =
        Turns.undoneBy(upstream::restore)
            .then(upstream::restore, ofMillis(500))
            .then(() -> upstream.cut(Direction.TO_CLIENT), ofMillis(500));
    return () -> {
      othersAnswerIn(ofMillis(2), cluster, nearest);
      Disturbance.Ongoing ongoing = turns.begin();
      return () -> {
        ongoing.close();
        othersAnswerIn(Duration.ZERO, cluster, nearest);
      };
    };
  }

  private static void othersAnswerIn(Duration delay, PostgresCluster cluster, PostgresNode first) {
    cluster.nodes().stream()
        .filter(node -> node != first)
        .forEach(node -> node.clientLink().delay(delay));
  }

  private static void acknowledgementsAreLost(PostgresCluster cluster) {
    replication(cluster, link -> link.cut(Direction.TO_SERVER));
  }

  private static Disturbance farAway(PostgresCluster cluster) {
    return () -> {
      replication(cluster, link -> link.delay(ofMillis(2)));
      return () -> replication(cluster, Link::restore);
    };
  }

  private static void pause(PostgresCluster cluster) {
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  private static void resume(PostgresCluster cluster) {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
  }

  private static void replication(PostgresCluster cluster, Consumer<Link> action) {
    cluster.replicas().forEach(replica -> replica.replicationLink().ifPresent(action));
  }

  private static Disturbance withoutPrimary(PostgresCluster cluster) {
    Link link = cluster.primary().clientLink();
    return Turns.undoneBy(
            () -> {
              link.restore();
              resume(cluster);
            })
        .then(() -> pause(cluster), ofMillis(300))
        .then(link::refuse, ofMillis(4_000))
        .then(link::restore, ofMillis(100))
        .then(() -> resume(cluster), ofMillis(1_000));
  }

  private static Disturbance lost(PostgresCluster cluster, Direction direction) {
    Link link = cluster.primary().clientLink();
    Turns.Step dropThenRestore =
        () -> {
          // first: what waits in a link that is cut arrives when it is restored
          link.drop();
          link.restore();
        };
    return Turns.undoneBy(dropThenRestore)
        .then(() -> link.cut(direction), ofMillis(80))
        .then(dropThenRestore, ofMillis(500));
  }

  private static Disturbance unacknowledged(PostgresCluster cluster) {
    Turns.Step goOn =
        () -> {
          resume(cluster);
          replication(cluster, Link::restore);
        };
    return Turns.undoneBy(goOn)
        .then(() -> acknowledgementsAreLost(cluster), ofMillis(30))
        .then(() -> pause(cluster), Duration.ZERO)
        // with something new on the primary, no replica is fresh enough
        .then(() -> log(cluster.primary()), ofMillis(300))
        .then(goOn, ofMillis(300));
  }

  /** Leaves something in the log that is no commit. */
  private static void log(PostgresNode primary) throws SQLException {
    try (Connection connection = primary.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_logical_emit_message(false, 'testbed', '', flush => true)");
    }
  }

  private static Disturbance wideCommits(PostgresCluster cluster) {
    FaultEvent event =
        new FaultEvent(
            Duration.ZERO, FaultKind.WIDE_COMMITS, Rank.PRIMARY, LONG, Duration.ZERO, null);
    // shorter than what such a commit takes, so that what came before it is shown there already
    Disturbance late = late(cluster, ofMillis(10));
    return () -> {
      Disturbance.Ongoing lateness = late.begin();
      FaultRun run =
          FaultRun.start(cluster, new FaultSchedule(LONG.multipliedBy(2), 0, List.of(event)));
      return () -> {
        lateness.close();
        run.close();
      };
    };
  }
}
