package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.token.ClusterId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterPictureTest {

  private static final NodeId A = new NodeId("a:5432");
  private static final NodeId B = new NodeId("b:5432");
  private static final NodeId C = new NodeId("c:5432");

  private final TestTicker ticker = new TestTicker(1_000_000);
  private final ClusterPicture picture =
      new ClusterPicture(List.of(A, B, C), ticker, RoutingListener.NONE);

  @Test
  void nobodyServesBeforeItAnswered() {
    assertThat(picture.view().primary()).isNull();
    assertThat(picture.view().replicas()).isEmpty();
    assertThat(picture.view().node(A).role()).isEqualTo(Role.UNKNOWN);
  }

  @Test
  void rolesAreWhatTheNodesSay() {
    primary(A, 1, 100);
    replica(B, 1, 90);
    assertThat(primaryId()).isEqualTo(A);
    assertThat(picture.view().replicas()).extracting(NodeState::id).containsExactly(B);
    assertThat(picture.newestKnown()).isEqualTo(at(1, 100));
  }

  @Test
  void lagIsUnknownUntilAReplicaCoversASample() {
    primary(A, 1, 100);
    replica(B, 1, 90);
    assertThat(picture.view().node(B).lag()).isNull();
    replica(B, 1, 100);
    assertThat(picture.view().node(B).lag()).isLessThan(Duration.ofMillis(1));
  }

  @Test
  void lagGrowsWhileAReplicaStandsStill() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    ticker.advance(Duration.ofSeconds(3));
    primary(A, 1, 200);
    ticker.advance(Duration.ofSeconds(3));
    replica(B, 1, 100);
    assertThat(picture.view().node(B).lag())
        .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7));
  }

  @Test
  void lagIsFrozenWhileNoPrimaryIsKnown() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    Duration before = picture.view().node(B).lag();
    fail(A);
    ticker.advance(Duration.ofHours(1));
    replica(B, 1, 100);
    assertThat(picture.view().node(B).lag()).isEqualTo(before);
  }

  @Test
  void samplesOutliveAnOutageOfThePrimary() {
    primary(A, 1, 100);
    fail(A);
    assertThat(picture.view().primary()).isNull();
    primary(A, 1, 110);
    assertThat(picture.samples().oldestSince(0)).isEqualTo(at(1, 100));
  }

  @Test
  void samplesOfAnotherHistoryAreForgotten() {
    primary(A, 1, 100);
    fail(A);
    primary(B, 2, 95);
    assertThat(picture.samples().oldestSince(0)).isEqualTo(at(2, 95));
  }

  @Test
  void samplesThatThePromotedNodeHasAreKept() {
    primary(A, 1, 100);
    fail(A);
    promoted(B, 2, 1, 105, 110);
    assertThat(picture.samples().oldestSince(0)).isEqualTo(at(1, 100));
    assertThat(picture.view().history().isAncestor(1, 2)).isTrue();
  }

  @Test
  void whatOthersLearnOfThePrimaryIsKnownUntilItIsAskedLater() {
    primary(A, 1, 100);
    ticker.advance(Duration.ofMillis(1));
    Observation askedBefore = ofPrimary(A, 1, 200);
    ticker.advance(Duration.ofMillis(1));
    assertThat(learns(A, 1, 300)).isTrue();
    assertThat(picture.newestKnown()).isEqualTo(at(1, 300));
    picture.observed(askedBefore);
    assertThat(picture.newestKnown()).isEqualTo(at(1, 300));
    assertThat(picture.samples().oldestSince(0)).isEqualTo(at(1, 100));
    ticker.advance(Duration.ofMillis(1));
    // what was inserted and never flushed does not count any more once it has stood still
    primary(A, 1, 250);
    assertThat(picture.newestKnown()).isEqualTo(at(1, 250));
    assertThat(picture.samples().oldestSince(0)).isEqualTo(at(1, 100));
    ticker.advance(Duration.ofMillis(1));
    assertThat(learns(A, 1, 240)).isTrue();
    assertThat(picture.newestKnown()).isEqualTo(at(1, 240));
  }

  @Test
  void nothingIsLearnedOfWhoIsNotThePrimary() {
    primary(A, 1, 100);
    replica(B, 1, 90);
    assertThat(learns(B, 1, 300)).isFalse();
    fail(A);
    assertThat(learns(A, 1, 300)).isFalse();
    assertThat(picture.newestKnown()).isEqualTo(at(1, 100));
  }

  @Test
  void whatARestartLostOfWhatOthersLearnedIsKnownNoMore() {
    primary(A, 1, 100);
    assertThat(learns(A, 1, 300)).isTrue();
    Reading reading = Reading.ofPrimary(at(1, 200), at(1, 200), null, UnderWay.NONE, null);
    picture.observed(observation(A, "7000000000000000001", Instant.ofEpochSecond(9), reading));
    assertThat(picture.newestKnown()).isEqualTo(at(1, 200));
    assertThat(picture.samples().oldestSince(0)).as("not lost").isEqualTo(at(1, 100));
    assertThat(learns(A, 1, 300)).as("of the run before").isFalse();
  }

  private boolean learns(NodeId node, int timeline, long lsn) {
    return picture.learns(ofPrimary(node, timeline, lsn));
  }

  private Observation ofPrimary(NodeId node, int timeline, long lsn) {
    return observation(
        node,
        "7000000000000000001",
        Reading.ofPrimary(at(timeline, lsn), at(timeline, lsn), null, UnderWay.NONE, null));
  }

  @Test
  void ofTwoWritableNodesTheProvedSuccessorIsThePrimary() {
    primary(A, 1, 100);
    promoted(B, 2, 1, 100, 110);
    assertThat(primaryId()).isEqualTo(B);
  }

  @Test
  void ofTwoWritableNodesWithoutProofNeitherIs() {
    primary(A, 1, 100);
    primary(B, 2, 110);
    assertThat(picture.view().primary()).isNull();
  }

  @Test
  void replacedPrimaryStaysReplacedWhileItsSuccessorIsAway() {
    primary(A, 1, 100);
    promoted(B, 2, 1, 100, 110);
    fail(B);
    primary(A, 1, 120);
    assertThat(picture.view().primary()).isNull();
  }

  @Test
  void contradictionInTheHistoryChangesNothing() {
    primary(A, 1, 100);
    promoted(B, 2, 1, 100, 110);
    promoted(C, 2, 1, 90, 95);
    assertThat(picture.view().history().switchPointOf(1, 2)).contains(new Lsn(100));
    assertThat(picture.view().primary()).isNull();
  }

  @Test
  void nodeOfAnotherClusterIsNotUsed() {
    primary(A, 1, 100);
    observe(B, "7000000000000000002", Reading.ofReplica(at(1, 100), at(1, 100), true));
    assertThat(picture.view().replicas()).isEmpty();
    assertThat(picture.view().node(B).live()).isFalse();
  }

  @Test
  void ejectedNodeComesBackWithItsNextAnswer() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    fail(B);
    assertThat(picture.view().replicas()).isEmpty();
    assertThat(picture.view().node(B).position()).isEqualTo(at(1, 100));
    replica(B, 1, 100);
    assertThat(picture.view().replicas()).hasSize(1);
  }

  @Test
  void whoWaitsForAPrimaryGetsTheNextOne() {
    primary(A, 1, 100);
    fail(A);
    CompletableFuture<NodeState> next = picture.nextPrimary();
    assertThat(next).isNotDone();
    promoted(B, 2, 1, 100, 101);
    assertThat(next.join().id()).isEqualTo(B);
    assertThat(picture.nextPrimary()).isCompleted();
  }

  @Test
  void replicaThatWasPromotedUnseenIsTheSuccessor() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    fail(B);
    promoted(B, 2, 0, 100, 101);
    assertThat(primaryId()).isEqualTo(B);
    assertThat(picture.view().history().isAncestor(1, 2)).isTrue();
  }

  @Test
  void unseenPromotionProvesNothingWhereItMayHaveBegunElsewhere() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    fail(B);
    promoted(B, 3, 0, 100, 101);
    assertThat(primaryId()).isNull();
  }

  @Test
  void unseenPromotionOfAnotherRunProvesNothing() {
    primary(A, 1, 100);
    replica(B, 1, 100);
    fail(B);
    Reading.Fork origin = new Reading.Fork(2, 0, new Lsn(100));
    Reading reading = Reading.ofPrimary(at(2, 101), at(2, 101), origin, UnderWay.NONE, null);
    ServerRun restarted =
        new ServerRun(new ClusterId("7000000000000000001"), B.value(), Instant.ofEpochSecond(9));
    picture.observed(
        new Observation(B, new Stamp(restarted, false), 0, ticker.read(), 1000, reading));
    assertThat(primaryId()).isNull();
  }

  @Test
  void listenerThatThrowsDisturbsNobody() {
    RoutingListener rude =
        new RoutingListener() {
          @Override
          public void nodeChanged(NodeState node) {
            throw new IllegalStateException("rude");
          }

          @Override
          public void primaryChanged(@Nullable NodeId primary) {
            throw new IllegalStateException("rude");
          }
        };
    ClusterPicture told = new ClusterPicture(List.of(A), ticker, rude);
    told.observed(
        observation(
            A,
            "7000000000000000001",
            Reading.ofPrimary(at(1, 5), at(1, 5), null, UnderWay.NONE, null)));
    NodeState primary = told.view().primary();
    assertThat(primary).isNotNull();
    assertThat(told.newestKnown()).isEqualTo(at(1, 5));
  }

  private @Nullable NodeId primaryId() {
    NodeState primary = picture.view().primary();
    return primary == null ? null : primary.id();
  }

  private void primary(NodeId node, int timeline, long lsn) {
    observe(
        node,
        "7000000000000000001",
        Reading.ofPrimary(at(timeline, lsn), at(timeline, lsn), null, UnderWay.NONE, null));
  }

  private void promoted(NodeId node, int timeline, int parent, long fork, long lsn) {
    Reading.Fork origin = new Reading.Fork(timeline, parent, new Lsn(fork));
    observe(
        node,
        "7000000000000000001",
        Reading.ofPrimary(at(timeline, lsn), at(timeline, lsn), origin, UnderWay.NONE, null));
  }

  private void replica(NodeId node, int timeline, long lsn) {
    observe(
        node, "7000000000000000001", Reading.ofReplica(at(timeline, lsn), at(timeline, lsn), true));
  }

  private void observe(NodeId node, String cluster, Reading reading) {
    picture.observed(observation(node, cluster, reading));
  }

  @Test
  void serverKnownByTwoNamesCountsOnceAndByTheNameInUse() {
    Reading reading = Reading.ofPrimary(at(1, 100), at(1, 100), null, UnderWay.NONE, null);
    observedAsOneServer(B, reading);
    observedAsOneServer(A, reading);
    assertThat(primaryId()).isEqualTo(B);
    assertThat(picture.view().node(A).live()).isFalse();

    fail(B);
    observedAsOneServer(A, reading);
    assertThat(primaryId()).isEqualTo(A);
  }

  private void observedAsOneServer(NodeId name, Reading reading) {
    picture.observed(observation(name, "7000000000000000001", Instant.ofEpochSecond(7), reading));
  }

  private Observation observation(NodeId node, String cluster, Reading reading) {
    return observation(node, cluster, Instant.ofEpochSecond(1, node.value().charAt(0)), reading);
  }

  private Observation observation(NodeId node, String cluster, Instant start, Reading reading) {
    ServerRun run = new ServerRun(new ClusterId(cluster), node.value(), start);
    return new Observation(node, new Stamp(run, false), 0, ticker.read(), 1000, reading);
  }

  private void fail(NodeId node) {
    picture.failed(node, new SQLException("gone", "08006"));
  }

  private static PostgresPosition at(int timeline, long lsn) {
    return PostgresPosition.of(timeline, new Lsn(lsn));
  }
}
