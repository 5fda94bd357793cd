package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
  private static final int OWN = 77;

  private static Message message(char type, Payload payload) {
    return new Message(type, payload.toBytes());
  }

  private static Transcript of(Message... messages) {
    Transcript transcript = new Transcript(true);
    transcript.add(List.of(messages), OWN);
    return transcript;
  }

  private static Message row(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return message('D', new Payload().int16(1).int32(bytes.length).raw(bytes));
  }

  private static Message notification(int sender) {
    return message('A', new Payload().int32(sender).text("channel").text("payload"));
  }

  @Test
  void positionsAndTimesDoNotDiffer() {
    assertThat(of(row("0/1A2B3C"), row("2026-11-29 08:00:00.1+00")).lines())
        .containsExactly("DataRow [<position>]", "DataRow [<time>]");
  }

  @Test
  void otherValuesDiffer() {
    assertThat(of(row("1")).differenceFrom(of(row("2"))))
        .isEqualTo("from message 1 on:\n- DataRow ['2']\n+ DataRow ['1']");
  }

  @Test
  void longValuesDifferWhereverTheyDo() {
    String long1 = "v".repeat(1000);
    assertThat(of(row(long1 + "a")).differenceFrom(of(row(long1 + "b")))).isNotEmpty();
    assertThat(of(row(long1)).differenceFrom(of(row(long1)))).isEmpty();
  }

  @Test
  void ownNotificationsAreToldFromThoseOfOthers() {
    assertThat(of(notification(OWN)).differenceFrom(of(notification(OWN + 1)))).isNotEmpty();
  }

  @Test
  void eachFieldOfAnErrorCounts() {
    Message error = message('E', new Payload().int8('C').text("42P01").int8('L').text("1").int8(0));
    Message other = message('E', new Payload().int8('C').text("42P01").int8('L').text("2").int8(0));
    assertThat(of(error).differenceFrom(of(other))).isNotEmpty();
  }

  @Test
  void placesInTheSourceAreLeftOutOnDemand() {
    Message error = message('E', new Payload().int8('C').text("42P01").int8('L').text("1").int8(0));
    Transcript without = new Transcript(false);
    without.add(List.of(error), OWN);
    assertThat(without.lines()).containsExactly("ErrorResponse {C=42P01}");
  }

  @Test
  void orderAtTheStartIsOfNoAccount() {
    Message zone = message('S', new Payload().text("TimeZone").text("UTC"));
    Message style = message('S', new Payload().text("DateStyle").text("ISO, MDY"));
    Transcript one = new Transcript(true);
    one.addStart(List.of(zone, style), OWN);
    Transcript two = new Transcript(true);
    two.addStart(List.of(style, zone), OWN);
    assertThat(one.differenceFrom(two)).isEmpty();
    assertThat(of(zone, style).differenceFrom(of(style, zone))).isNotEmpty();
  }

  @Test
  void differenceNamesTheMessageAndItsNeighbours() {
    Transcript expected = of(row("a"), row("b"), row("c"));
    assertThat(of(row("a"), row("c")).differenceFrom(expected))
        .isEqualTo("from message 2 on:\n  DataRow ['a']\n- DataRow ['b']\n  DataRow ['c']");
  }

  @Test
  void outlineCountsEqualMessagesInARow() {
    Message ready = message('Z', new Payload().int8('I'));
    assertThat(of(row("a"), row("b"), ready).outline()).isEqualTo("D*2 Z(I)");
  }
}
