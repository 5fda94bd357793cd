package dev.lagrange.control.patroni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lagrange.control.Topology;
import dev.lagrange.control.Topology.Member;
import dev.lagrange.routing.option.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of Patroni 4.1.5, as recorded, and others that are none. */
class ClusterAnswerTest {

  private static final HostPort ONE = new HostPort("127.0.0.1", 15431);
  private static final HostPort TWO = new HostPort("127.0.0.1", 15432);
  private static final HostPort THREE = new HostPort("127.0.0.1", 15433);

  @Test
  void membersLeaderAndTimelineOfAClusterAtRest() throws IOException {
    assertThat(recorded("steady")).isEqualTo(topology(THREE, 1, true, true, true));
  }

  @Test
  void leaderThatIsBeingStoppedHasNoTimelineOfItsOwn() throws IOException {
    assertThat(recorded("stopping-leader")).isEqualTo(topology(THREE, 1, true, true, false));
  }

  @Test
  void nobodyLeadsDuringASwitchover() throws IOException {
    assertThat(recorded("no-leader")).isEqualTo(topology(null, 1, true, true, false));
  }

  @Test
  void lostMemberIsNotNamed() throws IOException {
    Topology topology = recorded("failed-over");
    assertThat(topology.members())
        .containsExactly(new Member(ONE, true, true), new Member(THREE, true, true));
    assertThat(topology.leader()).isEqualTo(ONE);
    assertThat(topology.timeline()).isEqualTo(3);
  }

  @Test
  void tagsSayWhoServesNoReads() {
    assertThat(member("'tags': {'noloadbalance': true}").reads()).isFalse();
    assertThat(member("'tags': {'noloadbalance': 'yes'}").reads()).isFalse();
    assertThat(member("'tags': {'noloadbalance': false, 'nofailover': true}").reads()).isTrue();
    assertThat(member("'tags': []").reads()).isTrue();
  }

  @Test
  void memberWithoutAnAddressIsPassedOver() {
    Topology topology =
        read(
            "{'members': [{'name': 'x', 'role': 'replica', 'state': 'stopped'},"
                + " {'host': 'db one', 'port': 1}, {'host': 'b', 'port': '1'},"
                + " {'host': 'b', 'port': 70000}, {'host': 'B', 'timeline': '9'}]}");
    assertThat(topology.members())
        .containsExactly(new Member(new HostPort("b", 5432), false, true));
    assertThat(topology.timeline()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>It works!</body></html>",
        "members: []",
        "[]",
        "null",
        "{",
        "{'members': 1}",
        "{'members': []}",
        "{'members': [1]}",
        "{'members': [[]]}",
        "{'members': [{'host': 1, 'port': 5432}]}",
        "{'members': [{'role': 'leader', 'host': 'a'}, {'role': 'leader', 'host': 'b'}]}",
        "{'members': &a [*a]}",
        "{'members': !!javax.script.ScriptEngineManager [x]}",
        "{'error': 'etcd is not there'}",
      })
  void whatIsNoAnswerIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(text));
  }

  @Test
  void tooManyMembersAreRefused() {
    String member = "{'host': 'a', 'port': 1},";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{'members': [" + member.repeat(65) + "]}"))
        .withMessageContaining("64");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{'members': " + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
  }

  private static Topology topology(
      @Nullable HostPort leader, int timeline, boolean one, boolean two, boolean three) {
    return new Topology(
        List.of(
            new Member(ONE, one, true), new Member(TWO, two, true), new Member(THREE, three, true)),
        leader,
        timeline);
  }

  private static Member member(String field) {
    return read("{'members': [{'host': 'a', 'port': 1, 'state': 'running', " + field + "}]}")
        .members()
        .get(0);
  }

  private static Topology read(String text) {
    return ClusterAnswer.read(text.replace('\'', '"'));
  }

  private static Topology recorded(String name) throws IOException {
    try (InputStream file = ClusterAnswerTest.class.getResourceAsStream(name + ".json")) {
      return ClusterAnswer.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
