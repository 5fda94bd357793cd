package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_READS;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_WRITES;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES_STAND_IN;
import static dev.lagrange.verifier.check.Guarantee.WRITES_FOLLOW_READS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionCheckerTest {

  @Test
  void readOlderThanOwnWriteIsTold() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(3, 2, 3, "r", 2)
            .read(3, 5, 6, "r", 1);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES);
    assertThat(story.sentences(READ_YOUR_WRITES))
        .containsExactly(
            "session 3 wrote version 2 of r on node-3 (op 2), and 2.0 ms later read version 1 of r"
                + " from node-3 (op 3)");
  }

  @Test
  void readOlderThanAnEarlierReadIsTold() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(1, 2, 3, "r", 2)
            .read(2, 4, 5, "r", 2)
            .read(2, 6, 7, "r", 1);
    assertThat(broken(story)).containsExactly(MONOTONIC_READS);
  }

  @Test
  void readWithoutAPrimaryOwesItsSessionNoMoreThanItsOwnWrites() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(1, 2, 3, "r", 2)
            .read(2, 4, 5, "r", 2)
            .standIn(2, 6, 7, Access.read("r", 1))
            .standIn(1, 8, 9, Access.read("r", 2));
    assertThat(broken(story)).isEmpty();
    assertThat(story.check().on(READ_YOUR_WRITES_STAND_IN, Consistency.EVENTUAL).checked())
        .isEqualTo(1);
  }

  @Test
  void readWithoutAPrimaryThatMissesItsOwnWriteIsTold() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(1, 2, 3, "r", 2)
            .standIn(1, 4, 5, Access.read("r", 1));
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES_STAND_IN);
  }

  @Test
  void valueReadWithoutAPrimaryMayGoBack() {
    Story back = new Story(Model.VALUE).read(2, 0, 1, "v", 7).standIn(2, 2, 3, Access.read("v", 5));
    assertThat(broken(back.read(2, 4, 5, "v", 7))).isEmpty();
    Story again = new Story(Model.VALUE).read(2, 0, 1, "v", 7).read(2, 2, 3, "v", 5);
    assertThat(broken(again.standIn(2, 4, 5, Access.read("v", 7)))).isEmpty();
    Story since = new Story(Model.VALUE).standIn(2, 0, 1, Access.read("v", 7));
    assertThat(broken(since.read(2, 2, 3, "v", 5).read(2, 4, 5, "v", 7)))
        .containsExactly(MONOTONIC_READS);
  }

  @Test
  void counterReadWithoutAPrimaryOwesWhatItsSessionAdded() {
    Story story =
        new Story(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 3))
            .known(2, 2, 3, Access.add("c", 2))
            .read(2, 4, 5, "c", 5)
            .standIn(2, 6, 7, Access.read("c", 2));
    assertThat(broken(story)).isEmpty();
    assertThat(broken(story.standIn(2, 8, 9, Access.read("c", 1))))
        .containsExactly(READ_YOUR_WRITES_STAND_IN);
  }

  @Test
  void whatHappensAtTheSameTimeHasNoOrder() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(2, 2, 6, "r", 2)
            .read(2, 5, 7, "r", 1)
            .read(3, 3, 9, "r", 2)
            .read(3, 4, 8, "r", 1);
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void unknownWriteIsNotDueToItsSession() {
    Story story =
        new Story(Model.REGISTER)
            .unknown(1, 0, Access.write("r", 0))
            .read(1, 2, 3, "r", 0)
            .read(2, 4, 5, "r", 1)
            .read(1, 6, 7, "r", 0);
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void ownVersionsMustGrow() {
    Story story =
        new Story(Model.REGISTER)
            .write(2, 0, 9, "r", 1)
            .write(1, 1, 2, "r", 3)
            .write(1, 3, 4, "r", 2);
    assertThat(broken(story)).containsExactly(MONOTONIC_WRITES);
  }

  @Test
  void writeMustComeAfterWhatItsSessionHasRead() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 9, "r", 2)
            .read(2, 1, 2, "r", 2)
            .write(2, 3, 4, "r", 1);
    assertThat(broken(story)).containsExactly(WRITES_FOLLOW_READS);
  }

  @Test
  void writesOfOneSessionAreSeenInTheirOrder() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "x", 1)
            .write(1, 2, 3, "y", 1)
            .read(2, 4, 5, "y", 1)
            .read(2, 6, 7, "x", 0);
    assertThat(broken(story)).containsExactly(MONOTONIC_WRITES);
  }

  @Test
  void whoSeesAWriteHasSeenWhatItsWriterHadRead() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "x", 1)
            .read(2, 2, 3, "x", 1)
            .write(2, 4, 5, "y", 1)
            .write(3, 6, 7, "y", 2)
            // version 2 of y contains version 1 of it
            .read(4, 8, 9, "y", 2)
            .read(4, 10, 11, "x", 0);
    assertThat(broken(story)).containsExactly(WRITES_FOLLOW_READS);
    assertThat(story.sentences(WRITES_FOLLOW_READS))
        .singleElement()
        .asString()
        .endsWith("although it had seen what was written after that");
  }

  @Test
  void whatWasReadBeforeTheWriteIsNotDue() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "x", 1)
            .write(2, 2, 3, "y", 1)
            .read(2, 4, 5, "x", 1)
            .read(4, 8, 9, "y", 1)
            .read(4, 10, 11, "x", 0);
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void tokenBringsAlongWhatCameBefore() {
    assertThat(broken(handover("t1"))).containsExactly(READ_YOUR_WRITES);
    assertThat(handover("t1").sentences(READ_YOUR_WRITES))
        .singleElement()
        .asString()
        .endsWith("although it had been handed its session token");
    assertThat(broken(handover(null))).isEmpty();
    assertThat(broken(handover("t0"))).isEmpty();
  }

  private static Story handover(String token) {
    return new Story(Model.REGISTER)
        .withTokens(1, 0, 1, null, "t0", Access.read("r", 0))
        .withTokens(1, 2, 3, "t0", "t1", Access.write("r", 1))
        .withTokens(2, 5, 6, token, "t2", Access.read("r", 0));
  }

  @Test
  void tokenIsPassedOn() {
    Story story =
        new Story(Model.REGISTER)
            .withTokens(1, 0, 1, null, "t1", Access.write("r", 1))
            .withTokens(2, 2, 3, "t1", "t2", Access.read("other", 0))
            .withTokens(3, 4, 5, "t2", null, Access.read("other", 0))
            .read(3, 6, 7, "r", 0);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES);
  }

  @Test
  void weakReadBindsNobodyElse() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .at(Consistency.WEAK)
            .read(2, 2, 3, "r", 1)
            .at(Consistency.EVENTUAL)
            .read(2, 4, 5, "r", 0);
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void weakReadIsComparedWithEverythingBefore() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .at(Consistency.WEAK)
            .read(2, 2, 3, "r", 1)
            .read(2, 4, 5, "r", 0)
            .read(1, 4, 5, "r", 0);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES, MONOTONIC_READS);
    assertThat(story.check().brokenPromises()).isEmpty();
  }

  @Test
  void valuesAreOrderedByRealTime() {
    Story story =
        new Story(Model.VALUE)
            .write(1, 0, 1, "v", 70)
            .write(2, 2, 3, "v", 50)
            .read(2, 4, 5, "v", 70)
            .read(3, 4, 5, "v", 50)
            .read(3, 6, 7, "v", 70);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES, MONOTONIC_READS);
    assertThat(story.sentences(READ_YOUR_WRITES))
        .singleElement()
        .asString()
        .endsWith("that value had been overwritten before");
  }

  @Test
  void concurrentValuesHaveNoOrder() {
    Story story =
        new Story(Model.VALUE)
            .write(1, 0, 9, "v", 70)
            .write(2, 2, 3, "v", 50)
            .read(2, 4, 5, "v", 70)
            .read(3, 4, 5, "v", 50)
            .read(3, 6, 7, "v", 70);
    assertThat(broken(story)).isEmpty();
  }

  @Test
  void valueThatWasReadEarlyIsOlderThanWhatWasWrittenAfterThat() {
    Story story =
        new Story(Model.VALUE)
            .unknown(1, 0, Access.write("v", 70))
            .read(3, 1, 2, "v", 70)
            .write(2, 3, 4, "v", 50)
            .read(2, 5, 6, "v", 70);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES);
  }

  @Test
  void valueDoesNotReturn() {
    Story story =
        new Story(Model.VALUE)
            .write(1, 0, 20, "v", 70)
            .write(2, 0, 20, "v", 50)
            .read(3, 1, 2, "v", 70)
            .read(3, 3, 4, "v", 50)
            .read(3, 5, 6, "v", 70);
    assertThat(broken(story)).containsExactly(MONOTONIC_READS);
  }

  @Test
  void listMustNotShrinkNorMissOwnElements() {
    Story story =
        new Story(Model.LIST)
            .append(1, 0, 1, "l", 1)
            .append(1, 2, 3, "l", 2)
            .read(2, 4, 5, "l", List.of(1L, 2L))
            .read(2, 6, 7, "l", List.of(1L))
            .append(4, 8, 9, "l", 3)
            .read(4, 10, 11, "l", List.of(1L, 2L));
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES, MONOTONIC_READS);
  }

  @Test
  void elementsOfOneSessionStandInItsOrder() {
    Story story =
        new Story(Model.LIST)
            .append(1, 0, 1, "l", 1)
            .append(1, 2, 3, "l", 2)
            .read(2, 4, 5, "l", List.of(2L, 1L));
    assertThat(broken(story)).containsExactly(MONOTONIC_WRITES);
  }

  @Test
  void counterThatIsOnlyAddedToMustNotShrink() {
    Story story =
        new Story(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 5))
            .known(2, 2, 3, Access.add("c", 3))
            .read(2, 4, 5, "c", 8)
            .read(2, 6, 7, "c", 5)
            .known(2, 8, 9, Access.add("c", 1))
            .read(2, 10, 11, "c", 8);
    assertThat(broken(story)).containsExactly(READ_YOUR_WRITES, MONOTONIC_READS);
  }

  @Test
  void counterThatIsTakenFromMayShrink() {
    Story story =
        new Story(Model.COUNTER)
            .known(1, 0, 1, Access.add("c", 5))
            .read(2, 2, 3, "c", 5)
            .known(1, 4, 5, Access.add("c", -2))
            .read(2, 6, 7, "c", 3);
    assertThat(story.broken()).isEmpty();
  }

  /** The session guarantees among what was broken; the others see more than sessions do. */
  private static Set<Guarantee> broken(Story story) {
    Set<Guarantee> broken = new TreeSet<>(story.broken());
    broken.retainAll(
        Set.of(
            READ_YOUR_WRITES,
            READ_YOUR_WRITES_STAND_IN,
            MONOTONIC_READS,
            MONOTONIC_WRITES,
            WRITES_FOLLOW_READS));
    return broken;
  }
}
