package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.NO_CIRCULAR_INFORMATION;
import static dev.lagrange.verifier.check.Guarantee.NO_DIRTY_READ;
import static dev.lagrange.verifier.check.Guarantee.NO_LONG_FORK;
import static dev.lagrange.verifier.check.Guarantee.NO_PHANTOM;
import static dev.lagrange.verifier.check.Guarantee.NO_READ_SKEW;
import static dev.lagrange.verifier.check.Guarantee.NO_WRITE_CYCLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ListCheckersTest {

  private static Access append(String key, long element) {
    return Access.append(key, element);
  }

  private static Access read(String key, Long... elements) {
    return Access.readList(key, List.of(elements));
  }

  private static Set<Guarantee> broken(Story story) {
    Set<Guarantee> broken = new TreeSet<>(story.broken());
    broken.retainAll(
        Set.of(
            NO_WRITE_CYCLE,
            NO_DIRTY_READ,
            NO_CIRCULAR_INFORMATION,
            NO_READ_SKEW,
            NO_LONG_FORK,
            NO_PHANTOM));
    return broken;
  }

  private static Story concurrent() {
    return new Story(Model.LIST).at(Consistency.STRONG);
  }

  @Test
  void writesInACircleAreG0() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1), append("y", 1))
            .known(2, 0, 9, append("x", 2), append("y", 2))
            .known(3, 10, 11, read("x", 1L, 2L))
            .known(4, 10, 11, read("y", 2L, 1L));
    assertThat(broken(story)).containsExactly(NO_WRITE_CYCLE);
    assertThat(story.sentences(NO_WRITE_CYCLE))
        .containsExactly(
            "session 2 (op 2) appended 2 to x after session 1 (op 1); session 1 (op 1) appended 1 to"
                + " y after session 2 (op 2)");
  }

  @Test
  void readOfAFailedTransactionIsG1a() {
    Story story = concurrent().failed(1, 0, 1, append("x", 1)).known(2, 2, 3, read("x", 1L));
    assertThat(broken(story)).containsExactly(NO_DIRTY_READ);
  }

  @Test
  void readInTheMiddleOfATransactionIsG1b() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1), append("x", 2))
            .known(2, 2, 3, read("x", 1L))
            .known(2, 10, 11, read("x", 1L, 2L));
    assertThat(broken(story)).contains(NO_DIRTY_READ);
  }

  @Test
  void transactionSeesItsOwnMiddle() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1), read("x", 1L), append("x", 2))
            .known(2, 10, 11, read("x", 1L, 2L));
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void listsThatDoNotContinueEachOtherAreTold() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1))
            .known(2, 0, 9, append("x", 2))
            .known(3, 2, 3, read("x", 2L))
            .known(4, 4, 5, read("x", 1L, 2L));
    assertThat(broken(story)).containsExactly(NO_DIRTY_READ);
  }

  @Test
  void elementFromNowhereIsAPhantom() {
    assertThat(broken(concurrent().known(1, 0, 1, read("x", 1L)))).containsExactly(NO_PHANTOM);
  }

  @Test
  void unknownTransactionMayBeSeen() {
    assertThat(broken(concurrent().unknown(1, 0, append("x", 1)).known(2, 1, 2, read("x", 1L))))
        .isEmpty();
  }

  @Test
  void transactionsThatSeeEachOtherAreG1c() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1), read("y", 1L))
            .known(2, 0, 9, append("y", 1), read("x", 1L));
    assertThat(broken(story)).containsExactly(NO_CIRCULAR_INFORMATION);
  }

  @Test
  void missingAWriteOfWhoseEffectsAreSeenIsReadSkew() {
    Story story =
        concurrent()
            .known(1, 0, 9, append("x", 1), append("y", 1))
            .known(2, 0, 9, read("x", 1L), read("y"))
            .known(3, 10, 11, read("y", 1L));
    assertThat(broken(story)).containsExactly(NO_READ_SKEW);
    assertThat(story.sentences(NO_READ_SKEW))
        .containsExactly(
            "session 2 (op 2) read y without 1, which session 1 (op 1) appended; session 2 (op 2)"
                + " read 1 in x, which session 1 (op 1) appended");
  }

  @Test
  void readersThatSeeTwoWritesInDifferentOrdersAreALongFork() {
    Story story = longFork(Consistency.STRONG);
    assertThat(broken(story)).containsExactly(NO_LONG_FORK);
    Violation violation = story.check().on(NO_LONG_FORK, Consistency.STRONG).examples().get(0);
    assertThat(violation.witnesses()).hasSize(4);
  }

  @Test
  void longForkOverTwoLevelsIsNobodys() {
    assertThat(broken(longFork(Consistency.EVENTUAL))).isEmpty();
  }

  private static Story longFork(Consistency other) {
    return concurrent()
        .known(1, 0, 9, append("x", 1))
        .known(2, 0, 9, append("y", 1))
        .known(3, 1, 8, read("x", 1L), read("y"))
        .at(other)
        .known(4, 1, 8, read("x"), read("y", 1L))
        .at(Consistency.STRONG)
        .known(5, 10, 11, read("x", 1L), read("y", 1L));
  }

  @Test
  void writeSkewIsNotTold() {
    Story story =
        concurrent()
            .known(1, 0, 9, read("y"), append("x", 1))
            .known(2, 0, 9, read("x"), append("y", 1))
            .known(3, 10, 11, read("x", 1L), read("y", 1L));
    assertThat(broken(story)).isEmpty();
  }
}
