package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import dev.lagrange.routing.token.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who the primary is when history does not say, and an authority does. */
class ClaimTest {

  private static final NodeId A = new NodeId("a:5432");
  private static final NodeId B = new NodeId("b:5432");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // what,                                        A,  B,  leader, on, reign, proven, primary
        "two without an authority,                      2,  2,  -,      0,  0,     false,  -",
        "two of one timeline and the leader,            2,  2,  b,      2,  0,     false,  b",
        "a newer one that the authority names,          1,  2,  b,      2,  1,     false,  b",
        "a leader whose promotion it has not heard of,  1,  2,  b,      1,  1,     false,  b",
        "an old answer does not resolve,                1,  2,  a,      1,  1,     false,  -",
        "an old answer does not bring back the deposed, 1,  2,  a,      1,  2,     false,  b",
        "an old answer does not hold up a successor,    1,  2,  a,      1,  1,     true,   b",
        "the only one is not the leader,                2,  0,  b,      2,  2,     false,  -",
        "the only one is not the leader to be,          1,  0,  b,      1,  1,     false,  -",
        "the only one is newer than the answer,         0,  2,  a,      1,  1,     false,  b",
        "the only one and no authority,                 2,  0,  -,      0,  2,     false,  a",
        "the only one is the leader,                    2,  0,  a,      2,  2,     false,  a",
        "a leader nobody knows and an old answer,       2,  0,  x,      1,  2,     false,  a",
        "a leader nobody knows,                         2,  0,  x,      2,  2,     false,  -",
        "the leader is on an older timeline,            1,  0,  a,      2,  2,     false,  -",
      })
  void primaryIs(
      String what,
      int timelineOfA,
      int timelineOfB,
      @Nullable String leader,
      int timeline,
      int reign,
      boolean proven,
      @Nullable String primary) {
    TimelineHistory history =
        proven ? TimelineHistory.UNKNOWN.with(2, 1, new Lsn(50)) : TimelineHistory.UNKNOWN;
    Claim claim = leader == null ? null : new Claim(new NodeId(leader + ":5432"), timeline);

    NodeId found =
        Succession.primary(
            List.of(node(A, timelineOfA), node(B, timelineOfB)), history, reign, claim);

    assertThat(found).as(what).isEqualTo(primary == null ? null : new NodeId(primary + ":5432"));
  }

  @ParameterizedTest
  @CsvSource({"true, a:5432", "false, "})
  void leaderMayBeKnownByAnotherName(boolean same, @Nullable String primary) {
    NodeId alias = new NodeId("10.0.0.1:5432");
    NodeState named = node(alias, 2).ejected();
    NodeState other = node(A, 2);

    NodeId found =
        Succession.primary(
            List.of(same ? withRunOf(other, named) : other, named),
            TimelineHistory.UNKNOWN,
            2,
            new Claim(alias, 2));

    assertThat(found).isEqualTo(primary == null ? null : new NodeId(primary));
  }

  private static NodeState withRunOf(NodeState node, NodeState other) {
    return new NodeState(
        node.id(),
        node.role(),
        true,
        other.run(),
        node.position(),
        node.logged(),
        0,
        Duration.ZERO,
        0,
        Duration.ZERO);
  }

  /** One that takes writes on a timeline; one that does not answer, if that is 0. */
  private static NodeState node(NodeId id, int timeline) {
    if (timeline == 0) {
      return NodeState.unknown(id);
    }
    PostgresPosition at = PostgresPosition.of(timeline, new Lsn(100));
    ServerRun run = new ServerRun(new ClusterId("7000000000000000001"), id.value(), startOf(id));
    return new NodeState(id, Role.PRIMARY, true, run, at, at, 0, Duration.ZERO, 0, Duration.ZERO);
  }

  private static Instant startOf(NodeId id) {
    return Instant.ofEpochSecond(id.value().hashCode());
  }
}
