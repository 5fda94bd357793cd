package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.describePortal;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static dev.lagrange.proxy.conversation.Frontend.texts;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Parameters and formats: rows 46 and 48. */
final class ParameterConversations {
  private static final int MOST = 65_535;
  private static final byte[] SEVEN = {0, 0, 0, 7};

  private ParameterConversations() {}

  static List<Conversation> all() {
    return List.of(
        formats("no format at all", List.of(), texts("7", "x"), List.of()),
        formats("one format for all", List.of(0), texts("7", "x"), List.of(1)),
        formats("a format each", List.of(1, 0), new byte[][] {SEVEN, {'x'}}, List.of(1, 0)),
        formats("NULL and the empty text", List.of(1), new byte[][] {null, {}}, List.of(0, 1)),
        about("48: neither none, nor one, nor as many formats as parameters")
            .send(parse("s", "SELECT $1::int, $2::text, $3::text"))
            .send(bind("", "s", List.of(0, 0), texts("1", "2", "3"), List.of()), sync())
            .ready()
            .send(bind("", "s", List.of(), texts("1", "2", "3"), List.of(0, 0)), sync())
            .ready()
            .send(bind("", "s", List.of(9), texts("1", "2", "3"), List.of()), sync())
            .ready()
            .shows("1 E(08P01) Z(I) E(08P01) Z(I) E(22023) Z(I)"),
        about("48: too few and too many values")
            .send(parse("s", "SELECT $1::int"), bind("", "s"), sync())
            .ready()
            .send(bind("", "s", "1", "2"), sync())
            .ready()
            .shows("1 E(08P01) Z(I) E(08P01) Z(I)"),
        about("48: a binary value of a wrong length")
            .send(parse("s", "SELECT $1::int"))
            .send(bind("", "s", List.of(1), new byte[][] {{0, 7}}, List.of()), sync())
            .ready()
            .shows("1 E(08P01) Z(I)"),
        about("48: a length that reaches beyond the message")
            .send(parse("s", "SELECT $1::int"))
            .send(new Payload().text("").text("s").int16(0).int16(1).int32(99).message('B'), sync())
            .ready()
            .shows("1 E(08P01) Z(I)"),
        about("48: more parameters than a signed number counts")
            .send(parse("", "SELECT array_length(ARRAY[" + placeholders() + "], 1)", types()))
            .send(bind("", "", many(MOST)), execute(""), sync())
            .ready()
            .shows("1 2 D C(SELECT 1) Z(I)"),
        about("48: letters that are not of the encoding")
            .send(parse("s", "SELECT $1::text"))
            .send(bind("", "s", List.of(), new byte[][] {{(byte) 0xff}}, List.of()), sync())
            .ready()
            .send(bind("", "s", List.of(), new byte[][] {{'a', 0, 'b'}}, List.of()), sync())
            .ready()
            .shows("1 E(22021) Z(I) E(22021) Z(I)"),
        about("48: a value of no known type, and a type that is none")
            .send(parse("a", "SELECT $1"), bind("", "a", "x"), execute(""), sync())
            .ready()
            .send(parse("b", "SELECT $1", 999_999), sync())
            .ready()
            .send(parse("c", "SELECT $2::int"), sync())
            .ready()
            .shows("1 2 D C(SELECT 1) Z(I) E(XX000) Z(I) E(42P18) Z(I)"));
  }

  private static Conversation formats(
      String name, List<Integer> formats, byte[][] values, List<Integer> resultFormats) {
    return about("46, 48: " + name)
        .send(parse("", "SELECT $1::int AS n, $2::text AS v"))
        .send(bind("", "", formats, values, resultFormats), describePortal(""), execute(""), sync())
        .ready()
        .shows("1 2 T D C(SELECT 1) Z(I)");
  }

  private static int[] types() {
    return IntStream.range(0, MOST).map(i -> 25).toArray();
  }

  private static String placeholders() {
    return IntStream.rangeClosed(1, MOST).mapToObj(i -> "$" + i).collect(Collectors.joining(","));
  }

  private static String[] many(int count) {
    return Collections.nCopies(count, "x").toArray(String[]::new);
  }
}
