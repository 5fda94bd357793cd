package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuorumSizeTest {

  @ParameterizedTest
  @CsvSource({
    // needed, candidates, replicas: holders, contacts, reads
    "1, 0, 1,  1, 1, 1",
    "1, 0, 2,  1, 1, 2",
    "1, 0, 3,  1, 2, 3",
    "2, 0, 3,  2, 2, 2",
    "2, 0, 4,  2, 2, 3",
    "2, 2, 2,  2, 2, 1",
    "1, 2, 3,  2, 2, 3",
    "1, 3, 2,  1, 2, 3",
  })
  void sizesFollowFromTheSettings(
      int needed, int candidates, int replicas, int holders, int contacts, int reads)
      throws SQLException {
    assertThat(size(needed, candidates, replicas))
        .isEqualTo(new QuorumSize(holders, contacts, reads));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 2, W = 0",
    "3, 0, 2, W = 3 of N = 2",
    "3, 2, 4, W = 3 of N = 2",
    "1, 4, 2, R = 3",
    "2, 2, 1, R = 2",
    "1, 0, 0, W = 1 of N = 0",
  })
  void whatDoesNotAddUpIsRefusedWithItsArithmetic(
      int needed, int candidates, int replicas, String arithmetic) {
    assertThatThrownBy(() -> size(needed, candidates, replicas))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
        .hasMessageContaining(arithmetic)
        .hasMessageContaining("some settings")
        .hasMessageContaining("strongReads=primary");
  }

  static Stream<Arguments> clusters() {
    return IntStream.rangeClosed(1, 5)
        .boxed()
        .flatMap(
            replicas ->
                IntStream.rangeClosed(1, replicas)
                    .boxed()
                    .flatMap(
                        candidates ->
                            IntStream.rangeClosed(1, candidates)
                                .mapToObj(needed -> Arguments.of(needed, candidates, replicas))));
  }

  /** Every set of nodes there is, as the bits of a number; the candidates are the lowest. */
  @ParameterizedTest
  @MethodSource("clusters")
  void everyQuorumMeetsEveryAcknowledgement(int needed, int candidates, int replicas)
      throws SQLException {
    QuorumSize size;
    try {
      size = size(needed, candidates, replicas);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("LG004");
      return;
    }
    for (int acknowledging : subsets(candidates, needed)) {
      // Whoever is read knows the write, without the primary's help.
      assertThat(subsets(replicas, size.reads())).allMatch(asked -> (asked & acknowledging) != 0);
      // The successor of a primary is neither its follower nor its own: the others of both meet.
      for (int successor : subsets(replicas, 1)) {
        assertThat(subsets(replicas, size.contacts()))
            .filteredOn(followers -> (followers & successor) == 0)
            .allMatch(
                followers -> (acknowledging & successor) != 0 || (followers & acknowledging) != 0);
      }
    }
    int named = (1 << candidates) - 1;
    assertThat(subsets(replicas, size.holders()))
        .allMatch(holders -> Integer.bitCount(holders & named) >= needed);
  }

  /** Any standby may acknowledge, and one of those that did has left. */
  @Test
  void standbysThatCannotBeAskedCountIfAnyMayAcknowledge() throws SQLException {
    Acknowledgement any = new Acknowledgement(2, 0, 0, true, "some settings");
    assertThat(QuorumSize.of(any, 2, 0)).isEqualTo(new QuorumSize(2, 2, 1));
    assertThat(QuorumSize.of(any, 2, 1)).isEqualTo(new QuorumSize(2, 2, 2));
    Acknowledgement one = new Acknowledgement(1, 0, 0, true, "some settings");
    assertThatThrownBy(() -> QuorumSize.of(one, 2, 2)).hasMessageContaining("N = 4");
    Acknowledgement named = new Acknowledgement(1, 2, 0, true, "some settings");
    assertThat(QuorumSize.of(named, 2, 5)).isEqualTo(QuorumSize.of(named, 2));
  }

  /** More are connected than the URL names, or than there are names. */
  @Test
  void standbysThatAreConnectedCount() throws SQLException {
    Acknowledgement any = new Acknowledgement(1, 0, 4, true, "some settings");
    assertThatThrownBy(() -> QuorumSize.of(any, 2)).hasMessageContaining("N = 4");
    Acknowledgement oneName = new Acknowledgement(1, 1, 2, true, "some settings");
    assertThat(QuorumSize.of(oneName, 2)).isEqualTo(new QuorumSize(1, 1, 2));
    Acknowledgement someAway = new Acknowledgement(1, 0, 1, true, "some settings");
    assertThat(QuorumSize.of(someAway, 2)).isEqualTo(QuorumSize.of(any(1), 2));
  }

  private static Acknowledgement any(int needed) {
    return new Acknowledgement(needed, 0, 0, true, "some settings");
  }

  @Test
  void oneNodeLessWouldMissSomething() throws SQLException {
    QuorumSize size = size(2, 4, 4);
    assertThat(subsets(4, size.reads() - 1)).anyMatch(asked -> (asked & 0b0011) == 0);
    // 0b1000 was promoted, and 0b0110 acknowledge what it writes.
    assertThat(subsets(4, size.contacts() - 1)).anyMatch(asked -> (asked & 0b1110) == 0);
  }

  private static List<Integer> subsets(int of, int size) {
    return IntStream.range(0, 1 << of)
        .filter(bits -> Integer.bitCount(bits) == size)
        .boxed()
        .toList();
  }

  private static QuorumSize size(int needed, int candidates, int replicas) throws SQLException {
    return QuorumSize.of(
        new Acknowledgement(needed, candidates, 0, true, "some settings"), replicas);
  }
}
