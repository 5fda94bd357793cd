package dev.lagrange.verifier.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Effect;
import dev.lagrange.verifier.target.Mode;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.target.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SessionTest {

  private final Recorder recorder = new Recorder(null);
  private final Session session = new Session(recorder, Consistency.EVENTUAL, new Random(1));

  @Test
  void answerTakesThePlaceOfWhatWasIntended() {
    Operation written = write(known(Access.write("r1", 7), null));

    assertThat(written.accesses()).containsExactly(Access.write("r1", 7));
    assertThat(written.completedAt()).isNotEqualTo(Operation.NEVER);
    assertThat(recorder.history().operations()).containsExactly(written);
  }

  @Test
  void writeOfUnknownEndIsOpenForEver() {
    Operation written = write(failed(Outcome.UNKNOWN, "08006: gone"));

    assertThat(written.accesses()).containsExactly(Access.write("r1", 0));
    assertThat(written.completedAt()).isEqualTo(Operation.NEVER);
    assertThat(session.isInTrouble()).isTrue();
  }

  @Test
  void conflictIsNoTrouble() {
    write(failed(Outcome.FAILED, "40001: could not serialize"));

    assertThat(session.isInTrouble()).isFalse();
  }

  @Test
  void tokenGoesFromOneOperationToTheNext() {
    write(known(Access.write("r1", 1), "a"));
    List<String> given = new ArrayList<>();

    Operation next =
        session.perform(
            (task, token) -> {
              given.add(token);
              return known(Access.write("r1", 2), "b");
            },
            id -> task());

    assertThat(given).containsExactly("a");
    assertThat(next.tokenBefore()).isEqualTo("a");
    assertThat(next.tokenAfter()).isEqualTo("b");
  }

  @Test
  void sessionThatCannotGoOnIsAnotherFromTheReplyOn() {
    Operation first = write(known(Access.write("r1", 1), null));
    Operation told = write(failed(Outcome.UNKNOWN, "LG002: lost", true));
    Operation after = write(known(Access.write("r1", 2), null));

    assertThat(told.session()).isNotEqualTo(first.session());
    assertThat(after.session()).isEqualTo(told.session());
  }

  @Test
  void tokenIsHandedToAnotherSession() {
    Operation first = write(known(Access.write("r1", 1), "a"));
    session.handOver();
    Operation next = write(known(Access.write("r1", 2), "b"));

    assertThat(next.session()).isNotEqualTo(first.session());
    assertThat(next.tokenBefore()).isEqualTo("a");
  }

  @Test
  void withoutTokenNothingIsHandedOver() {
    Operation first = write(known(Access.write("r1", 1), null));
    session.handOver();

    assertThat(write(known(Access.write("r1", 2), null)).session()).isEqualTo(first.session());
  }

  @Test
  void readerNeverWrites() {
    Session reader = Session.ofReader(recorder, Consistency.EVENTUAL, new Random(1));

    assertThat(reader.writes(100)).isFalse();
    assertThat(session.writes(100)).isTrue();
  }

  @Test
  void whatStillWaitsWhenTheHistoryIsTakenIsUnknownAndStaysSo() {
    List<Operation> taken = new ArrayList<>();

    session.perform(
        (task, token) -> {
          taken.addAll(recorder.history().operations());
          return known(Access.write("r1", 1), null);
        },
        id -> task());

    assertThat(taken).singleElement().extracting(Operation::outcome).isEqualTo(Outcome.UNKNOWN);
    assertThat(recorder.history().operations()).isEqualTo(taken);
  }

  @Test
  void recorderKeepsFaults() {
    FaultSpan fault = new FaultSpan(1, 2, "replay paused", "node-2");
    recorder.note(fault);

    assertThat(recorder.faults()).containsExactly(fault);
  }

  private Operation write(Reply reply) {
    return session.perform((task, token) -> reply, id -> task());
  }

  private static Task task() {
    Access write = Access.write("r1", 0);
    return Task.of(
        Model.REGISTER, Mode.STATEMENT, write, on -> Effect.of(write, new Server("a", false)));
  }

  private static Reply known(Access access, @Nullable String token) {
    return new Reply(1, 2, Outcome.KNOWN, List.of(access), null, token, false, null);
  }

  private static Reply failed(Outcome outcome, String error) {
    return failed(outcome, error, false);
  }

  private static Reply failed(Outcome outcome, String error, boolean ended) {
    return new Reply(1, 2, outcome, List.of(), null, null, ended, error);
  }
}
