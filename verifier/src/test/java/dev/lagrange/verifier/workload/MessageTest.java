package dev.lagrange.verifier.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.workload.Message.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageTest {

  private static final Request WRITE = new Request(5, true, "h1", "1:token");
  private static final Request READ = new Request(6, false, "h2", null);

  @Test
  void requestsArriveAsTheyWereSent() {
    assertThat(Request.of(WRITE.line())).isEqualTo(WRITE);
    assertThat(Request.of(READ.line())).isEqualTo(READ);
  }

  @Test
  void repliesArriveAsTheyWereSent() {
    Reply written =
        new Reply(
            1,
            2,
            Outcome.KNOWN,
            List.of(Access.write("h1", 9)),
            new Place("node-1", false, null),
            "1:later",
            false,
            null);
    Reply read =
        new Reply(
            3,
            4,
            Outcome.KNOWN,
            List.of(Access.read("h2", 0)),
            new Place("node-2", true, "it is fresh"),
            null,
            false,
            null);
    Reply failed =
        new Reply(5, 6, Outcome.UNKNOWN, List.of(), null, null, true, "08006: it is gone");

    assertThat(arrived(written, WRITE)).isEqualTo(written);
    assertThat(arrived(read, READ)).isEqualTo(read);
    assertThat(arrived(failed, WRITE)).isEqualTo(failed);
  }

  @Test
  void whatWouldEndALineDoesNot() {
    Reply failed =
        new Reply(5, 6, Outcome.FAILED, List.of(), null, null, false, "42601: a\tb\r\nc");

    assertThat(Message.line(6, failed)).doesNotContain("\n", "\r");
    assertThat(arrived(failed, READ).error()).isEqualTo("42601: a b  c");
  }

  @Test
  void somethingElseIsRefused() {
    assertThatThrownBy(() -> Request.of("OpenJDK warning"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 fields, not 1");
  }

  private static Reply arrived(Reply reply, Request request) {
    String line = Message.line(request.id(), reply);
    assertThat(Message.id(line)).isEqualTo(request.id());
    return Message.reply(line, request);
  }
}
