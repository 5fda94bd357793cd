package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each anomaly: a history that has it, what is told of it, and one that lacks it by a hair. */
class AnomaliesTest {

  /** The two histories differ in what the sentence is about. */
  record Anomaly(Guarantee guarantee, Story bad, String sentence, Story good) {

    @Override
    public String toString() {
      return guarantee.title() + ": " + sentence;
    }
  }

  @ParameterizedTest
  @MethodSource("anomalies")
  void anomalyIsToldAndItsAbsenceIsNot(Anomaly anomaly) {
    assertThat(anomaly.bad.sentences(anomaly.guarantee)).containsExactly(anomaly.sentence);
    assertThat(anomaly.good.broken()).isEmpty();
    assertThat(anomaly.good.check().counts())
        .anySatisfy(
            (subject, count) -> {
              assertThat(subject.guarantee()).isEqualTo(anomaly.guarantee);
              assertThat(count.checked()).isPositive();
            });
  }

  @Test
  void noGuaranteeIsWithout() {
    assertThat(anomalies().map(Anomaly::guarantee)).contains(Guarantee.values());
  }

  static Stream<Anomaly> anomalies() {
    return Stream.concat(sessions(), Stream.concat(states(), transactions()));
  }

  private static Stream<Anomaly> sessions() {
    return Stream.of(
        new Anomaly(
            Guarantee.READ_YOUR_WRITES,
            ownWrite(0),
            "session 1 wrote version 1 of x on node-1 (op 1), and 1.0 ms later read version 0 of "
                + "x from node-1 (op 2)",
            ownWrite(1)),
        new Anomaly(
            Guarantee.READ_YOUR_WRITES_STAND_IN,
            ownWriteInAnOutage(0),
            "session 1 wrote version 1 of x on node-1 (op 1), and 1.0 ms later read version 0 of "
                + "x from node-1 (op 2)",
            ownWriteInAnOutage(1)),
        new Anomaly(
            Guarantee.MONOTONIC_READS,
            twoReads(0),
            "session 2 read version 1 of x from node-2 (op 2), and 1.0 ms later read version 0 of"
                + " x from node-2 (op 3)",
            twoReads(1)),
        new Anomaly(
            Guarantee.MONOTONIC_WRITES,
            twoWrites(0),
            "session 1 wrote version 1 of x on node-1 (op 1), and 5.0 ms later session 2 read "
                + "version 0 of x from node-2 (op 4), although it had seen what was written after that",
            twoWrites(1)),
        new Anomaly(
            Guarantee.WRITES_FOLLOW_READS,
            reply(0),
            "session 2 read version 1 of x from node-2 (op 2), and 5.0 ms later session 3 read "
                + "version 0 of x from node-3 (op 5), although it had seen what was written after that",
            reply(1)));
  }

  private static Story ownWrite(long seen) {
    return register().write(1, 0, 1, "x", 1).read(1, 2, 3, "x", seen);
  }

  private static Story ownWriteInAnOutage(long seen) {
    return register().write(1, 0, 1, "x", 1).standIn(1, 2, 3, Access.read("x", seen));
  }

  private static Story twoReads(long second) {
    return register().write(1, 0, 9, "x", 1).read(2, 1, 2, "x", 1).read(2, 3, 4, "x", second);
  }

  private static Story twoWrites(long first) {
    return register()
        .write(1, 0, 1, "x", 1)
        .write(1, 2, 3, "y", 1)
        .read(2, 4, 5, "y", 1)
        .read(2, 6, 7, "x", first);
  }

  private static Story reply(long question) {
    return register()
        .write(1, 0, 1, "x", 1)
        .read(2, 2, 3, "x", 1)
        .write(2, 4, 5, "y", 1)
        .read(3, 6, 7, "y", 1)
        .read(3, 8, 9, "x", question);
  }

  private static Stream<Anomaly> states() {
    Consistency bounded = Consistency.bounded(Duration.ofMillis(5));
    return Stream.of(
        new Anomaly(
            Guarantee.STALENESS_BOUND,
            register().at(bounded).write(1, 0, 1, "x", 1).read(2, 8, 9, "x", 0),
            "session 1 wrote version 1 of x on node-1 (op 1), and 7.0 ms later session 2 read "
                + "version 0 of x from node-2 (op 2), which is more than 5.0 ms",
            register().at(bounded).write(1, 0, 1, "x", 1).read(2, 8, 9, "x", 1)),
        new Anomaly(
            Guarantee.LINEARIZABILITY,
            stale(0),
            "session 1 wrote version 1 of x on node-1 (op 1), and 1.0 ms later session 2 read "
                + "version 0 of x from node-2 (op 2)",
            stale(1)),
        new Anomaly(
            Guarantee.CONSISTENT_PREFIX,
            snapshot(0, 0, 2),
            "session 2 read version 0 of x from node-2 (op 3), while the log was at version 2: "
                + "session 1 wrote version 1 of x on node-1 (op 1), with log version 1, and is missing",
            snapshot(1, 1, 2)),
        new Anomaly(
            Guarantee.ATOMIC_VISIBILITY,
            snapshot(1, 0, 2),
            "session 2 read version 1 of x (op 3), which was written together with version 1 of y"
                + " (op 1), but read version 0 of y",
            snapshot(1, 1, 2)),
        new Anomaly(
            Guarantee.NO_LOST_WRITE,
            stale(0),
            "session 1 wrote version 1 of x on node-1 (op 1), which is missing at the end: "
                + "session 2 read version 0 of x from node-2 (op 2)",
            stale(1)),
        new Anomaly(
            Guarantee.NO_DOUBLED_WRITE,
            stale(2),
            "session 2 read version 2 of x from node-2 (op 2), where the acknowledged writes make"
                + " 1 and the unanswered ones at most 0 more",
            stale(1)),
        new Anomaly(
            Guarantee.NO_PHANTOM,
            values(7),
            "session 2 read the value 7 of x from node-2 (op 2), which nobody can have left there"
                + " by then",
            values(5)));
  }

  private static Story stale(long seen) {
    return register().at(Consistency.STRONG).write(1, 0, 1, "x", 1).read(2, 2, 3, "x", seen);
  }

  private static Story values(long seen) {
    return new Story(Model.VALUE)
        .at(Consistency.STRONG)
        .write(1, 0, 1, "x", 5)
        .read(2, 2, 3, "x", seen);
  }

  /** Two transactions on x and y, and a read of both. */
  private static Story snapshot(long x, long y, long log) {
    return new Story(Model.SNAPSHOT)
        .at(Consistency.STRONG)
        .known(1, 0, 1, write("x", 1), write("y", 1), write(Operation.LOG, 1))
        .known(1, 2, 3, write("z", 1), write(Operation.LOG, 2))
        .known(2, 4, 5, Access.read("x", x), Access.read("y", y), Access.read(Operation.LOG, log));
  }

  private static Stream<Anomaly> transactions() {
    return Stream.of(
        new Anomaly(
            Guarantee.NO_WRITE_CYCLE,
            appends(2, 1),
            "session 2 (op 2) appended 2 to x after session 1 (op 1); session 1 (op 1) appended 1"
                + " to y after session 2 (op 2)",
            appends(1, 2)),
        new Anomaly(
            Guarantee.OWN_TRANSACTION,
            lookingBack(),
            "session 1 appended 1 to x on node-1 (op 1), and later in that transaction read [] from"
                + " x from node-1 (op 1)",
            lookingBack(1L)),
        new Anomaly(
            Guarantee.OWN_TRANSACTION,
            readingAround(2L),
            "session 2 read [1] from x from node-2 (op 2), and later in that transaction read [2]"
                + " from x from node-2 (op 2)",
            readingAround(1L, 2L)),
        new Anomaly(
            Guarantee.OWN_TRANSACTION,
            readingTwice(0),
            "session 2 read version 1 of x from node-2 (op 2), and later in that transaction read"
                + " version 0 of x from node-2 (op 2)",
            readingTwice(1)),
        new Anomaly(
            Guarantee.NO_DIRTY_READ,
            list().failed(1, 0, 1, append("x", 1)).known(2, 2, 3, read("x", 1L)),
            "session 1 appended 1 to x on node-1 (op 1), which failed; but session 2 read [1] "
                + "from x from node-2 (op 2)",
            list().failed(1, 0, 1, append("x", 1)).known(2, 2, 3, read("x"))),
        new Anomaly(
            Guarantee.NO_DIRTY_READ,
            middle(1L),
            "session 1 appended 1 to x on node-1 (op 1) and 2 in one transaction, and in the "
                + "middle of it session 2 read [1] from x from node-2 (op 2)",
            middle(1L, 2L)),
        new Anomaly(
            Guarantee.NO_CIRCULAR_INFORMATION,
            eachOther(2L),
            "session 2 (op 2) read 1 in x, which session 1 (op 1) appended; session 1 (op 1) read"
                + " 2 in y, which session 2 (op 2) appended",
            eachOther()),
        new Anomaly(
            Guarantee.NO_READ_SKEW,
            skew(),
            "session 2 (op 2) read y without 1, which session 1 (op 1) appended; session 2 (op 2)"
                + " read 1 in x, which session 1 (op 1) appended",
            skew(1L)),
        new Anomaly(
            Guarantee.NO_LONG_FORK,
            fork(),
            "session 3 (op 3) read y without 2, which session 2 (op 2) appended; session 4 (op 4)"
                + " read 2 in y, which session 2 (op 2) appended; session 4 (op 4) read x without 1, "
                + "which session 1 (op 1) appended; session 3 (op 3) read 1 in x, which session 1 (op "
                + "1) appended",
            fork(1L)));
  }

  private static Story appends(long first, long second) {
    return list()
        .known(1, 0, 9, append("x", 1), append("y", 1))
        .known(2, 0, 9, append("x", 2), append("y", 2))
        .known(3, 10, 11, read("x", 1L, 2L), read("y", first, second));
  }

  private static Story lookingBack(Long... seen) {
    return list().known(1, 0, 9, append("x", 1), read("x", seen)).known(2, 10, 11, read("x", 1L));
  }

  /** What a transaction read before it appended is as much its own as what it appended. */
  private static Story readingAround(Long... seen) {
    return list()
        .known(1, 0, 1, append("x", 1))
        .known(2, 2, 3, read("x", 1L), append("x", 2), read("x", seen))
        .known(3, 4, 5, read("x", 1L, 2L));
  }

  private static Story readingTwice(long second) {
    return register()
        .write(1, 0, 9, "x", 1)
        .known(2, 0, 9, Access.read("x", 1), Access.read("x", second));
  }

  private static Story middle(Long... seen) {
    return list().known(1, 0, 9, append("x", 1), append("x", 2)).known(2, 1, 8, read("x", seen));
  }

  private static Story eachOther(Long... seen) {
    return list()
        .known(1, 0, 9, append("x", 1), read("y", seen))
        .known(2, 0, 9, append("y", 2), read("x", 1L));
  }

  private static Story skew(Long... y) {
    return list()
        .known(1, 0, 9, append("x", 1), append("y", 1))
        .known(2, 0, 9, read("x", 1L), read("y", y))
        .known(3, 10, 11, read("y", 1L));
  }

  private static Story fork(Long... x) {
    return list()
        .known(1, 0, 9, append("x", 1))
        .known(2, 0, 9, append("y", 2))
        .known(3, 0, 9, read("x", 1L), read("y"))
        .known(4, 0, 9, read("x", x), read("y", 2L))
        .known(5, 10, 11, read("x", 1L), read("y", 2L));
  }

  private static Story register() {
    return new Story(Model.REGISTER);
  }

  private static Story list() {
    return new Story(Model.LIST).at(Consistency.STRONG);
  }

  private static Access write(String key, long version) {
    return Access.write(key, version);
  }

  private static Access append(String key, long element) {
    return Access.append(key, element);
  }

  private static Access read(String key, Long... elements) {
    return Access.readList(key, List.of(elements));
  }
}
