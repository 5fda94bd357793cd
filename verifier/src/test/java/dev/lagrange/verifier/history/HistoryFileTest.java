package dev.lagrange.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.consistency.Consistency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {

  private static final Header HEADER = new Header(7, Map.of("target", "somewhere"));
  private static final Operation READ =
      operation(1, Outcome.KNOWN, Access.readList("l1", List.of(3L, 4L)));
  private static final Operation WRITE = operation(2, Outcome.KNOWN, Access.write("r1", 5));
  private static final FaultSpan PAUSED = new FaultSpan(10, 20, "replay paused", "node-2");
  private static final FaultSpan LASTING = new FaultSpan(15, FaultSpan.NEVER, "promoted", null);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("history.jsonl");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Operation swap = operation(3, Outcome.FAILED, Access.compareAndSet("x1", 5, 6));
    try (HistoryWriter writer = new HistoryWriter(file, HEADER)) {
      writer.completed(READ);
      writer.invoked(operation(2, Outcome.UNKNOWN, Access.write("r1", 0)));
      writer.done(PAUSED);
      writer.completed(WRITE);
      writer.completed(swap);
      writer.done(LASTING);
    }

    HistoryFile read = HistoryFile.read(file);

    assertThat(read.header()).isEqualTo(HEADER);
    assertThat(read.history().operations()).containsExactly(READ, WRITE, swap);
    assertThat(read.faults()).containsExactly(PAUSED, LASTING);
    assertThat(read.torn()).isFalse();
  }

  @Test
  void writeWithoutAnEndIsThereBeforeItIsSent() throws IOException {
    Operation begun = operation(9, Outcome.UNKNOWN, Access.write("r1", 0));
    try (HistoryWriter writer = new HistoryWriter(file, HEADER)) {
      writer.completed(READ);
      writer.invoked(begun);

      assertThat(HistoryFile.read(file).history().operations()).containsExactly(READ, begun);
    }
  }

  @Test
  void fileWithoutFaultsIsAsGood() throws IOException {
    write(header() + line(READ));

    HistoryFile read = HistoryFile.read(file);

    assertThat(read.faults()).isEmpty();
    assertThat(read.history().operations()).containsExactly(READ);
  }

  @Test
  void whereverTheLastLineIsTornTheOthersAreRead() throws IOException {
    String whole = header() + line(READ);
    String last = line(WRITE).stripTrailing();
    for (int length = 1; length < last.length(); length++) {
      write(whole + last.substring(0, length));

      HistoryFile read = HistoryFile.read(file);

      assertThat(read.torn()).as("cut after %d characters", length).isTrue();
      assertThat(read.history().operations()).containsExactly(READ);
    }
  }

  @Test
  void lastLineWithoutItsEndIsNotTornIfItIsWhole() throws IOException {
    write(header() + line(READ) + line(WRITE).stripTrailing());

    HistoryFile read = HistoryFile.read(file);

    assertThat(read.torn()).isFalse();
    assertThat(read.history().operations()).containsExactly(READ, WRITE);
  }

  @Test
  void foreignLineIsNamedWithItsNumber() throws IOException {
    write(header() + line(READ) + "2026-01-01 something else\n" + line(WRITE));

    assertRefused("line 3", "remove the line");
  }

  @Test
  void lineThatLacksAFieldIsNamedWithTheField() throws IOException {
    write(header() + line(READ).replace("\"session\":4,", "") + line(WRITE));

    assertRefused("line 2", "'session' is missing");
  }

  @Test
  void wordThatIsNoneIsRefusedWithThoseThatAre() throws IOException {
    write(header() + line(READ).replace("\"known\"", "\"knwon\"") + line(WRITE));

    assertRefused("line 2", "'knwon' is no outcome", "known, failed, unknown");
  }

  @Test
  void numberOutOfRangeIsRefused() throws IOException {
    write(header() + line(READ).replace("\"session\":4", "\"session\":99999999999") + line(WRITE));

    assertRefused("line 2");
  }

  @Test
  void secondEndOfAnOperationIsRefused() throws IOException {
    write(header() + line(READ) + line(READ));

    assertRefused("line 3", "operation 1 has ended before");
  }

  @Test
  void endBeforeTheBeginningIsRefused() throws IOException {
    write(header() + line(READ).replace("\"completed\":150", "\"completed\":99") + line(WRITE));

    assertRefused("line 2", "'completed' is 99, before 'invoked', which is 100");
  }

  @Test
  void laterFormatIsRefused() throws IOException {
    write(header().replace(":1,", ":2,") + line(READ));

    assertRefused("line 1", "format 2", "only format 1");
  }

  @Test
  void fileThatIsNoHistoryIsRefused() throws IOException {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    assertRefused("line 1", "--report");

    write("{\"some\":\"json\"}\n");
    assertRefused("line 1", "not the header of a history");

    write("");
    assertRefused("is empty", "history.jsonl");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> HistoryFile.read(file))
        .isInstanceOf(IOException.class)
        .message()
        .contains(file.toString())
        .contains(parts)
        .doesNotContain("\n");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private static String header() {
    return new String(Lines.header(HEADER), StandardCharsets.UTF_8);
  }

  private static String line(Operation operation) {
    return new String(Lines.operation(operation), StandardCharsets.UTF_8);
  }

  private static Operation operation(long id, Outcome outcome, Access access) {
    return new Operation(
        id,
        4,
        Model.REGISTER,
        Consistency.EVENTUAL,
        id * 100,
        outcome == Outcome.UNKNOWN ? Operation.NEVER : id * 100 + 50,
        outcome,
        List.of(access),
        outcome == Outcome.KNOWN ? new Place("node-2", true, "it is fresh") : null,
        null,
        null,
        outcome == Outcome.KNOWN ? null : "08006: gone");
  }
}
