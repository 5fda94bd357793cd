package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.describePortal;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.functionCall;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is large or of a rare shape, and function calls: rows 27 and 54. */
final class LargeConversations {
  private static final int MEGABYTE = 1 << 20;
  // constants of the catalog
  private static final int DIGEST = 2311;
  private static final int CONCATENATION = 1258;
  private static final int DIVISION = 154;

  private static final int OBJECT = 990054;

  private LargeConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("27: rows without columns")
            .ask("SELECT FROM generate_series(1, 3)")
            .send(parse("", "SELECT FROM generate_series(1, 3)"), bind("", ""), describePortal(""))
            .send(execute(""), sync())
            .ready()
            .shows("T D*3 C(SELECT 3) Z(I) 1 2 T D*3 C(SELECT 3) Z(I)"),
        about("27: no rows").ask("SELECT 1 WHERE false").shows("T C(SELECT 0) Z(I)"),
        about("27: 1600 columns").ask("SELECT " + columns(1600)).shows("T D C(SELECT 1) Z(I)"),
        about("27: too many columns").ask("SELECT " + columns(1665)).shows("E(54011) Z(I)"),
        about("27: a parameter of a megabyte, and the same back")
            .send(parse("", "SELECT $1::text, length($1)"))
            .send(bind("", "", "v".repeat(MEGABYTE)), execute(""), sync())
            .ready()
            .shows("1 2 D C(SELECT 1) Z(I)"),
        about("27: a query of a megabyte")
            .ask("SELECT 1 /* " + "c".repeat(MEGABYTE) + " */ + 1")
            .shows("T D C(SELECT 1) Z(I)"),
        about("27: a row of sixteen megabytes")
            .ask("SELECT repeat('0123456789abcdef', " + MEGABYTE + ")")
            .shows("T D C(SELECT 1) Z(I)"),
        about("27: twenty thousand rows, then an error")
            .ask("SELECT 1 / (20001 - n) FROM generate_series(1, 20001) n")
            .shows("T D*20000 E(22012) Z(I)"),
        about("54: function calls")
            .send(functionCall(DIGEST, "ABC"))
            .ready()
            .send(functionCall(CONCATENATION, "a", "b"), functionCall(DIVISION, "7", "2"))
            .ready(2)
            .shows("V Z(I) V Z(I) V Z(I)"),
        about("54: a large object, by function calls with binary values")
            .ask("BEGIN")
            .send(functionCall(715, List.of(int4(OBJECT))))
            .send(functionCall(952, List.of(int4(OBJECT), int4(0x60000))))
            .send(functionCall(955, List.of(int4(0), "of a large object".getBytes(UTF_8))))
            .send(functionCall(956, List.of(int4(0), int4(3), int4(0))))
            .send(functionCall(954, List.of(int4(0), int4(5))))
            .send(functionCall(953, List.of(int4(0))))
            .send(functionCall(964, List.of(int4(OBJECT))))
            .ready(7)
            .ask("COMMIT")
            .shows("C(BEGIN) Z(T)" + " V Z(T)".repeat(7) + " C(COMMIT) Z(I)"),
        about("54: a function call that fails, and one of no function")
            .send(functionCall(DIVISION, "1", "0"), functionCall(0))
            .ready(2)
            .shows("E(22012) Z(I) E(42883) Z(I)"),
        about("54: a function call in a transaction, and in a failed one")
            .ask("BEGIN")
            .send(functionCall(DIGEST, "ABC"), functionCall(DIVISION, "1", "0"))
            .ready(2)
            .send(functionCall(DIGEST, "ABC"))
            .ready()
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) V Z(T) E(22012) Z(E) E(25P02) Z(E) C(ROLLBACK) Z(I)"));
  }

  private static byte[] int4(int value) {
    return new Payload().int32(value).toBytes();
  }

  private static String columns(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + " c" + i).collect(Collectors.joining(", "));
  }
}
