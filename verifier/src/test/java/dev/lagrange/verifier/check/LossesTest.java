package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.NO_DOUBLED_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_LOST_WRITE;
import static dev.lagrange.verifier.check.Guarantee.NO_PHANTOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {

  private static Story strong(Model model) {
    return new Story(model).at(Consistency.STRONG);
  }

  @Test
  void versionMissingAtTheEndIsLost() {
    Story story =
        strong(Model.REGISTER).write(1, 0, 1, "r", 1).write(1, 2, 3, "r", 2).read(2, 9, 10, "r", 1);
    assertThat(story.broken()).contains(NO_LOST_WRITE);
    assertThat(story.sentences(NO_LOST_WRITE))
        .containsExactly(
            "session 1 wrote version 2 of r on node-1 (op 2), which is missing at the end: session 2"
                + " read version 1 of r from node-2 (op 3)");
  }

  @Test
  void eventualReadAtTheEndProvesNoLoss() {
    assertThat(
            new Story(Model.REGISTER)
                .write(1, 0, 1, "r", 1)
                .read(2, 9, 10, "r", 0)
                .check()
                .brokenPromises())
        .isEmpty();
  }

  @Test
  void versionMadeTwiceMeansALostWrite() {
    Story story = strong(Model.REGISTER).write(1, 0, 9, "r", 1).write(2, 0, 9, "r", 1);
    assertThat(story.broken()).containsExactly(NO_LOST_WRITE);
  }

  @Test
  void moreVersionsThanWritesMeanADoubledOne() {
    assertThat(strong(Model.REGISTER).write(1, 0, 1, "r", 1).read(2, 2, 3, "r", 2).broken())
        .contains(NO_DOUBLED_WRITE);
    assertThat(
            strong(Model.REGISTER)
                .unknown(3, 0, Access.write("r", 0))
                .write(1, 0, 1, "r", 1)
                .read(2, 2, 3, "r", 2)
                .broken())
        .isEmpty();
  }

  @Test
  void failedWriteExplainsNoVersion() {
    assertThat(
            strong(Model.REGISTER)
                .failed(3, 0, 1, Access.write("r", 0))
                .read(2, 2, 3, "r", 1)
                .broken())
        .containsExactly(NO_DOUBLED_WRITE, NO_PHANTOM);
  }

  @Test
  void valueAndElementMissingAtTheEndAreLost() {
    assertThat(
            strong(Model.VALUE)
                .write(1, 0, 1, "v", 7)
                .write(1, 2, 3, "v", 5)
                .read(2, 9, 10, "v", 7)
                .broken())
        .contains(NO_LOST_WRITE);
    assertThat(
            strong(Model.LIST)
                .append(1, 0, 1, "l", 1)
                .append(1, 2, 3, "l", 2)
                .read(2, 9, 10, "l", List.of(2L))
                .broken())
        .contains(NO_LOST_WRITE);
  }

  @Test
  void elementThatIsThereTwiceIsDoubled() {
    assertThat(
            strong(Model.LIST).append(1, 0, 1, "l", 1).read(2, 2, 3, "l", List.of(1L, 1L)).broken())
        .containsExactly(NO_DOUBLED_WRITE);
  }

  @Test
  void counterBelowItsSumLostAndAboveItDoubled() {
    assertThat(counter(4).broken()).contains(NO_LOST_WRITE);
    assertThat(counter(5).broken()).isEmpty();
    assertThat(counter(8).broken()).isEmpty();
    assertThat(counter(10).broken()).contains(NO_DOUBLED_WRITE);
  }

  private static Story counter(long value) {
    return strong(Model.COUNTER)
        .known(1, 0, 1, Access.add("c", 5))
        .unknown(2, 0, Access.add("c", 3))
        .failed(3, 0, 1, Access.add("c", 2))
        .read(4, 9, 10, "c", value);
  }

  @Test
  void weakReadFromNowhereIsAPhantom() {
    for (Model model : List.of(Model.REGISTER, Model.VALUE, Model.COUNTER, Model.CELL)) {
      Story story = new Story(model).at(Consistency.WEAK).read(1, 0, 1, "k", 7);
      assertThat(story.check().brokenPromises())
          .extracting(Findings.Subject::guarantee)
          .contains(NO_PHANTOM);
    }
  }

  @Test
  void cellIsReplacedNoMoreOftenThanItWasSet() {
    assertThat(
            strong(Model.CELL)
                .known(1, 0, 9, Access.compareAndSet("x", 0, 1))
                .known(2, 0, 9, Access.compareAndSet("x", 0, 2))
                .broken())
        .contains(NO_LOST_WRITE);
    assertThat(
            strong(Model.CELL)
                .known(1, 0, 9, Access.compareAndSet("x", 0, 1))
                .known(2, 0, 9, Access.compareAndSet("x", 0, 2))
                .unknown(3, 0, Access.compareAndSet("x", 1, 0))
                .broken())
        .isEmpty();
  }
}
