package dev.lagrange.verifier.check;

import static dev.lagrange.verifier.check.Guarantee.ATOMIC_VISIBILITY;
import static dev.lagrange.verifier.check.Guarantee.CONSISTENT_PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import org.junit.jupiter.api.Test;

class SnapshotCheckerTest {

  /** Three transactions: the first writes x and y, the second y, the third x. */
  private static Story written() {
    return new Story(Model.SNAPSHOT)
        .known(1, 0, 1, write("x", 1), write("y", 1), log(1))
        .known(1, 2, 3, write("y", 2), log(2))
        .known(1, 4, 5, write("x", 2), log(3));
  }

  private static Access write(String key, long version) {
    return Access.write(key, version);
  }

  private static Access log(long version) {
    return Access.write(Operation.LOG, version);
  }

  private static Story reads(Story story, long x, long y, long log) {
    return story.known(
        2, 6, 7, Access.read("x", x), Access.read("y", y), Access.read(Operation.LOG, log));
  }

  @Test
  void everyStateOfTheLogIsFine() {
    long[][] states = {{0, 0, 0}, {1, 1, 1}, {1, 2, 2}, {2, 2, 3}};
    for (long[] state : states) {
      assertThat(reads(written(), state[0], state[1], state[2]).broken())
          .doesNotContain(CONSISTENT_PREFIX, ATOMIC_VISIBILITY);
    }
  }

  @Test
  void missingWriteBreaksThePrefix() {
    Story story = reads(written(), 2, 1, 3);
    assertThat(story.broken()).contains(CONSISTENT_PREFIX).doesNotContain(ATOMIC_VISIBILITY);
    assertThat(story.sentences(CONSISTENT_PREFIX))
        .singleElement()
        .asString()
        .contains("while the log was at version 3", "with log version 2, and is missing");
  }

  @Test
  void partOfATransactionIsNotAtomic() {
    assertThat(reads(written(), 1, 0, 1).broken()).contains(CONSISTENT_PREFIX, ATOMIC_VISIBILITY);
    assertThat(reads(written(), 2, 2, 2).broken()).contains(CONSISTENT_PREFIX, ATOMIC_VISIBILITY);
  }

  @Test
  void unknownTransactionMayHaveWritten() {
    Story story =
        new Story(Model.SNAPSHOT)
            .unknown(1, 0, write("x", 0), log(0))
            .known(2, 1, 2, write("y", 1), log(2))
            .known(3, 3, 4, Access.read("x", 1), Access.read("y", 1), Access.read(Operation.LOG, 2))
            .known(
                3, 5, 6, Access.read("x", 1), Access.read("y", 1), Access.read(Operation.LOG, 2));
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void nobodyCanHaveWrittenMoreThanTheLogCounts() {
    Story story =
        new Story(Model.SNAPSHOT)
            .unknown(1, 0, write("x", 0), log(0))
            .known(2, 1, 2, write("y", 1), log(1))
            .known(
                3, 3, 4, Access.read("x", 1), Access.read("y", 1), Access.read(Operation.LOG, 1));
    assertThat(story.broken()).containsExactly(CONSISTENT_PREFIX);
  }
}
