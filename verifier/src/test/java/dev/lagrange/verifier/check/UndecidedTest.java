package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.LINEARIZABILITY;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_READS;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_WRITES;
import static dev.lagrange.verifier.check.Guarantee.NO_DIRTY_READ;
import static dev.lagrange.verifier.check.Guarantee.NO_DOUBLED_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_LONG_FORK;
import static dev.lagrange.verifier.check.Guarantee.NO_LOST_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_READ_SKEW;
import static dev.lagrange.verifier.check.Guarantee.NO_WRITE_CYCLE;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES;
import static dev.lagrange.verifier.check.Guarantee.STALENESS_BOUND;
import static dev.lagrange.verifier.check.Guarantee.WRITES_FOLLOW_READS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be decided is counted as that: it is neither kept nor forgotten. */
class UndecidedTest {

  private static final Consistency LEVEL = Consistency.EVENTUAL;

  private static void assertUndecided(
      Findings findings, Guarantee guarantee, long undecided, long checked) {
    Findings.Count count = findings.on(guarantee, LEVEL);
    assertThat(count).as(guarantee.title()).isNotNull();
    assertThat(count.undecided()).as(guarantee.title()).isEqualTo(undecided);
    assertThat(count.checked()).as(guarantee.title()).isEqualTo(checked);
  }

  @Test
  void causalityBeyondTheLimitIsUndecided() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "x", 1)
            .write(1, 2, 3, "y", 1)
            .read(2, 4, 5, "y", 1)
            .read(2, 6, 7, "x", 0);
    Findings within = new Findings();
    // two writes, seen by two sessions
    new SessionChecker(4).check(Accesses.of(story.history()), within);
    assertThat(Story.broken(within)).containsExactly(MONOTONIC_WRITES);

    Findings beyond = new Findings();
    new SessionChecker(3).check(Accesses.of(story.history()), beyond);
    assertThat(Story.broken(beyond)).isEmpty();
    assertUndecided(beyond, MONOTONIC_WRITES, 4, 0);
    assertUndecided(beyond, WRITES_FOLLOW_READS, 4, 0);
  }

  @Test
  void whatIsSeenToBeBrokenIsDecidedBeyondTheLimitToo() {
    Story story = new Story(Model.REGISTER).write(1, 0, 1, "x", 2).write(1, 2, 3, "x", 1);
    Findings findings = new Findings();
    new SessionChecker(0).check(Accesses.of(story.history()), findings);
    assertThat(Story.broken(findings)).containsExactly(MONOTONIC_WRITES);
    assertUndecided(findings, MONOTONIC_WRITES, 1, 1);
  }

  @Test
  void listThatCannotBePlacedIsComparedWithNothing() {
    Findings findings =
        new Story(Model.LIST)
            .append(1, 0, 1, "l", 1)
            .append(1, 2, 3, "l", 2)
            .read(2, 4, 5, "l", List.of(1L, 2L))
            .read(3, 6, 7, "l", List.of(2L))
            .check();
    assertThat(Story.broken(findings)).contains(NO_DIRTY_READ);
    assertUndecided(findings, READ_YOUR_WRITES, 1, 0);
    assertUndecided(findings, MONOTONIC_READS, 1, 0);
    assertUndecided(findings, LINEARIZABILITY, 1, 3);
    assertUndecided(findings, NO_READ_SKEW, 1, 1);
    assertUndecided(findings, NO_LONG_FORK, 1, 1);
  }

  @Test
  void valueThatTwoWroteIsComparedWithNothing() {
    Findings findings =
        new Story(Model.VALUE)
            .write(1, 0, 1, "v", 7)
            .write(2, 0, 1, "v", 7)
            .read(2, 4, 5, "v", 7)
            .check();
    assertUndecided(findings, READ_YOUR_WRITES, 1, 0);
    assertUndecided(findings, LINEARIZABILITY, 1, 2);
  }

  @Test
  void stalenessOfAValueThatNobodyWroteIsUndecided() {
    Consistency bounded = Consistency.bounded(Duration.ofMillis(5));
    Findings findings = new Story(Model.VALUE).at(bounded).read(2, 4, 5, "v", 7).check();
    assertThat(findings.on(STALENESS_BOUND, bounded).undecided()).isEqualTo(1);
    assertThat(findings.on(STALENESS_BOUND, bounded).checked()).isZero();
  }

  @Test
  void counterThatIsTakenFromHasNoFloor() {
    Findings findings =
        new Story(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 5))
            .known(1, 2, 3, Access.add("c", -2))
            .read(2, 6, 7, "c", 3)
            .check();
    assertUndecided(findings, READ_YOUR_WRITES, 1, 0);
    assertUndecided(findings, MONOTONIC_READS, 1, 0);
  }

  @Test
  void whatNobodyLookedForAtTheEndMayBeLost() {
    for (Model model : List.of(Model.REGISTER, Model.VALUE)) {
      assertUndecided(
          new Story(model).write(1, 0, 1, "k", 1).read(2, 2, 3, "k", 1).check(),
          NO_LOST_WRITE,
          1,
          0);
    }
    Findings list = new Story(Model.LIST).append(1, 0, 1, "l", 1).check();
    assertUndecided(list, NO_LOST_WRITE, 1, 0);
    assertUndecided(list, NO_DOUBLED_WRITE, 1, 0);
    Findings counter = new Story(Model.COUNTER).known(1, 0, 1, Access.add("c", 5)).check();
    assertUndecided(counter, NO_LOST_WRITE, 1, 0);
    assertUndecided(counter, NO_DOUBLED_WRITE, 1, 0);
  }

  @Test
  void circleThatTheSearchDidNotFindIsUndecided() {
    Story story =
        new Story(Model.LIST)
            .known(1, 0, 9, Access.append("x", 1), Access.append("y", 1))
            .known(2, 0, 9, Access.append("x", 2), Access.append("y", 2))
            .known(
                3,
                10,
                11,
                Access.readList("x", List.of(1L, 2L)),
                Access.readList("y", List.of(2L, 1L)));
    assertThat(story.broken()).contains(NO_WRITE_CYCLE);

    Findings findings = new Findings();
    new CycleChecker(-1).check(Accesses.of(story.history()), findings);
    assertThat(Story.broken(findings)).isEmpty();
    assertUndecided(findings, NO_WRITE_CYCLE, 2, 0);
    assertUndecided(findings, NO_READ_SKEW, 0, 1);
  }
}
