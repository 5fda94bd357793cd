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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What happens to a primary and two replicas while a mutant runs. Each is made so that the
 * situation in which a mechanism is needed comes again and again, and not by chance.
 */
enum Trouble {
  NONE(cluster -> Disturbance.NONE),
  /** One replica shows each commit 300 ms late. */
  LATE(cluster -> late(cluster, ofMillis(300))),
  /** One replica shows each commit a few operations late. */
  SLIGHTLY_LATE(cluster -> late(cluster, ofMillis(10))),
  /** Both replicas stand still for two seconds and a half, and then catch up. */
  STANDING_STILL(
      cluster ->
          Turns.undoneBy(() -> resume(cluster))
              .then(() -> pause(cluster), ofMillis(2_500))
              .then(() -> resume(cluster), ofMillis(1_000))),
  /** Both replicas hear nothing from the primary for three seconds, and then catch up. */
  CUT_OFF(
      cluster ->
          Turns.undoneBy(() -> replication(cluster, Link::restore))
              .then(() -> replication(cluster, Link::cut), ofMillis(3_000))
              .then(() -> replication(cluster, Link::restore), ofMillis(1_500))),
  /** Both replicas stand still, and then nobody reaches the primary for three seconds. */
  WITHOUT_PRIMARY(
      cluster ->
          Turns.undoneBy(
                  () -> {
                    cluster.primary().clientLink().restore();
                    resume(cluster);
                  })
              .then(() -> pause(cluster), ofMillis(300))
              .then(() -> cluster.primary().clientLink().refuse(), ofMillis(3_000))
              .then(() -> cluster.primary().clientLink().restore(), ofMillis(100))
              .then(() -> resume(cluster), ofMillis(1_000))),
  /** What is asked of the primary is lost, and then the connections. */
  REQUESTS_LOST(cluster -> lost(cluster, Direction.TO_SERVER)),
  /** What the primary answers is lost, and then the connections. */
  ANSWERS_LOST(cluster -> lost(cluster, Direction.TO_CLIENT)),
  /**
   * Commits show well before a replica's position says so; on the other replica they come later.
   */
  WIDE_COMMITS(Trouble::wideCommits),
  /** While nobody can write, a replica comes back with an older state. */
  OLDER_WHILE_QUIET(OlderWhileQuiet::new),
  /** The address of a replica leads to another one, which stands still. */
  MOVED(MovedAddress::new);

  private static final Duration LONG = Duration.ofHours(1);

  private final Function<PostgresCluster, Disturbance> made;

  Trouble(Function<PostgresCluster, Disturbance> made) {
    this.made = made;
  }

  Disturbance on(PostgresCluster cluster) {
    return made.apply(cluster);
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

  private static void pause(PostgresCluster cluster) {
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  private static void resume(PostgresCluster cluster) {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
  }

  private static void replication(
      PostgresCluster cluster, java.util.function.Consumer<Link> action) {
    cluster.replicas().forEach(replica -> replica.replicationLink().ifPresent(action));
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

  private static Disturbance wideCommits(PostgresCluster cluster) {
    FaultEvent event =
        new FaultEvent(
            Duration.ZERO, FaultKind.WIDE_COMMITS, Rank.PRIMARY, LONG, Duration.ZERO, null);
    Disturbance late = late(cluster, ofMillis(50));
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
