package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.LINEARIZABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

  private static Story strong(Model model) {
    return new Story(model).at(Consistency.STRONG);
  }

  private static void assertKept(Story story) {
    assertThat(story.broken()).doesNotContain(LINEARIZABILITY);
  }

  private static void assertBroken(Story story) {
    assertThat(story.broken()).contains(LINEARIZABILITY);
  }

  @Test
  void staleReadIsTold() {
    assertBroken(strong(Model.REGISTER).write(1, 0, 1, "r", 1).read(2, 2, 3, "r", 0));
    assertKept(strong(Model.REGISTER).write(1, 0, 3, "r", 1).read(2, 2, 4, "r", 0));
  }

  @Test
  void readersMustNotGoBack() {
    Story story =
        strong(Model.REGISTER).write(1, 0, 20, "r", 1).read(2, 1, 2, "r", 1).read(3, 3, 4, "r", 0);
    assertBroken(story);
    assertThat(story.sentences(LINEARIZABILITY))
        .containsExactly(
            "session 2 read version 1 of r from node-2 (op 2), and 1.0 ms later session 3 read"
                + " version 0 of r from node-3 (op 3)");
  }

  @Test
  void readsOfOtherLevelsAreNotComparedWithStrongOnes() {
    assertKept(
        strong(Model.REGISTER)
            .write(1, 0, 20, "r", 1)
            .at(Consistency.EVENTUAL)
            .read(2, 1, 2, "r", 1)
            .at(Consistency.STRONG)
            .read(3, 3, 4, "r", 0));
  }

  @Test
  void readOfTheFutureIsTold() {
    assertBroken(strong(Model.REGISTER).read(2, 0, 1, "r", 1).write(1, 2, 3, "r", 1));
    assertBroken(strong(Model.VALUE).read(2, 0, 1, "v", 7).write(1, 2, 3, "v", 7));
  }

  @Test
  void unknownWriteMayTakeEffectMuchLater() {
    assertKept(
        strong(Model.REGISTER)
            .unknown(1, 0, Access.write("r", 0))
            .read(2, 5, 6, "r", 0)
            .read(2, 7, 8, "r", 1));
    assertKept(
        strong(Model.VALUE)
            .unknown(1, 0, Access.write("v", 7))
            .read(2, 5, 6, "v", 0)
            .read(2, 7, 8, "v", 7));
    assertKept(
        strong(Model.COUNTER)
            .unknown(1, 0, Access.add("c", 7))
            .read(2, 5, 6, "c", 0)
            .read(2, 7, 8, "c", 7));
  }

  @Test
  void listIsAsFreshAsItsKey() {
    assertBroken(
        strong(Model.LIST)
            .append(1, 0, 1, "l", 1)
            .read(2, 2, 3, "l", List.of())
            .read(2, 4, 5, "l", List.of(1L)));
  }

  @Test
  void twoForwardZonesMustNotOverlap() {
    // 7 is seen before and after 5, each by somebody who was done before the other began
    assertBroken(
        strong(Model.VALUE)
            .write(1, 0, 1, "v", 7)
            .write(2, 0, 30, "v", 5)
            .read(3, 2, 3, "v", 5)
            .read(3, 4, 5, "v", 7)
            .read(3, 6, 7, "v", 5));
  }

  @Test
  void forwardZonesThatOnlyTouchAreFine() {
    assertKept(
        strong(Model.VALUE)
            .write(1, 0, 1, "v", 7)
            .write(2, 0, 30, "v", 5)
            .read(3, 2, 3, "v", 7)
            .read(3, 3, 5, "v", 5)
            .read(3, 6, 7, "v", 5));
  }

  @Test
  void backwardZoneMustNotLieInAForwardZone() {
    assertBroken(
        strong(Model.VALUE).write(1, 0, 1, "v", 7).write(2, 2, 3, "v", 5).read(3, 4, 5, "v", 7));
    assertThat(
            strong(Model.VALUE)
                .write(1, 0, 1, "v", 7)
                .write(2, 2, 3, "v", 5)
                .read(3, 4, 5, "v", 7)
                .sentences(LINEARIZABILITY))
        .containsExactly(
            "session 1 wrote the value 7 to v on node-1 (op 1); then session 2 wrote the value 5 to"
                + " v on node-2 (op 2); and after that session 3 read the value 7 of v from node-3"
                + " (op 3) again");
  }

  @Test
  void backwardZoneThatReachesOutOfAForwardZoneIsFine() {
    assertKept(
        strong(Model.VALUE).write(1, 0, 1, "v", 7).write(2, 2, 9, "v", 5).read(3, 4, 5, "v", 7));
  }

  @Test
  void firstStateMustNotReturn() {
    assertBroken(strong(Model.VALUE).write(1, 0, 1, "v", 7).read(2, 2, 3, "v", 0));
  }

  @Test
  void failedWriteIsNeverThere() {
    assertThat(
            strong(Model.VALUE)
                .failed(1, 0, 1, Access.write("v", 7))
                .read(2, 2, 3, "v", 7)
                .broken())
        .contains(Guarantee.NO_PHANTOM);
  }

  @Test
  void counterMustBeASumOfWhatMayHaveHappened() {
    assertBroken(
        strong(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 2))
            .known(2, 0, 9, Access.add("c", 5))
            .read(3, 2, 3, "c", 5));
    assertKept(
        strong(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 2))
            .known(2, 0, 9, Access.add("c", 5))
            .read(3, 2, 3, "c", 7)
            .read(4, 2, 4, "c", 2));
  }

  @Test
  void concurrentReadersOfACounterMustAgreeOnAnOrder() {
    Story story =
        strong(Model.COUNTER)
            .known(1, 0, 20, Access.add("c", 1))
            .known(2, 0, 20, Access.add("c", 2))
            .read(3, 1, 10, "c", 1)
            .read(4, 1, 10, "c", 2);
    assertBroken(story);
  }

  @Test
  void cellIsReplacedOnlyWhereItMatches() {
    assertKept(
        strong(Model.CELL)
            .known(1, 0, 1, Access.compareAndSet("x", 0, 3))
            .known(2, 2, 3, Access.compareAndSet("x", 3, 4))
            .read(3, 4, 5, "x", 4));
    Story story =
        strong(Model.CELL)
            .known(1, 0, 1, Access.compareAndSet("x", 0, 3))
            .known(2, 2, 3, Access.compareAndSet("x", 0, 4));
    assertBroken(story);
    assertThat(story.broken()).contains(Guarantee.NO_LOST_WRITE);
  }

  @Test
  void cellThatDidNotMatchMustHaveHeldSomethingElse() {
    assertBroken(
        strong(Model.CELL)
            .known(1, 0, 1, Access.compareAndSet("x", 0, 3))
            .mismatch(2, 2, 3, "x", 3, 4));
    assertKept(
        strong(Model.CELL)
            .known(1, 0, 9, Access.compareAndSet("x", 0, 3))
            .mismatch(2, 2, 3, "x", 3, 4));
  }

  @Test
  void unknownCompareAndSetMayHaveHappened() {
    assertKept(
        strong(Model.CELL)
            .unknown(1, 0, Access.compareAndSet("x", 0, 3))
            .read(2, 2, 3, "x", 0)
            .read(2, 4, 5, "x", 3));
    assertBroken(
        strong(Model.CELL)
            .unknown(1, 0, Access.compareAndSet("x", 0, 3))
            .read(2, 2, 3, "x", 3)
            .read(2, 4, 5, "x", 0));
  }

  @Test
  void whatTheSearchCannotDecideIsNotCountedAsKept() {
    Story story = strong(Model.COUNTER);
    for (int i = 0; i < 20; i++) {
      story.known(i, 0, 100, Access.add("c", 1L << i));
    }
    story.read(99, 1, 99, "c", 1 << 19);
    Findings findings = new Findings();
    new SearchLinearizability(1_000).check(Accesses.of(story.history()), findings);
    Findings.Count count = findings.on(LINEARIZABILITY, Consistency.STRONG);
    assertThat(count).isNotNull();
    assertThat(count.checked()).isZero();
    assertThat(count.undecided()).isEqualTo(21);
    assertThat(count.broken()).isZero();
  }
}
