package dev.lagrange.proxy.hostile;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closePortal;
import static dev.lagrange.proxy.conversation.Frontend.closeStatement;
import static dev.lagrange.proxy.conversation.Frontend.copyData;
import static dev.lagrange.proxy.conversation.Frontend.copyDone;
import static dev.lagrange.proxy.conversation.Frontend.copyFail;
import static dev.lagrange.proxy.conversation.Frontend.describePortal;
import static dev.lagrange.proxy.conversation.Frontend.describeStatement;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Messages by chance: right ones in any order, and such as have been damaged. */
final class Frames {

  private static final List<String> TEXTS =
      List.of(
          "SELECT 1",
          "SELECT v FROM canary",
          "SELECT v FROM canary FOR SHARE",
          "SELECT n FROM scratch LIMIT 3",
          "SELECT 1/0",
          "SELEC",
          "",
          "BEGIN",
          "BEGIN READ ONLY",
          "COMMIT",
          "ROLLBACK",
          "COMMIT AND CHAIN",
          "INSERT INTO scratch VALUES (1, 'x')",
          "INSERT INTO scratch VALUES (1, 'x'); SELECT 2; SELECT 1/0",
          "COPY scratch FROM STDIN",
          "COPY scratch TO STDOUT",
          "COPY (SELECT 1) TO STDOUT",
          "SELECT generate_series(1, 2000)",
          "SET application_name = 'fuzz'",
          "SHOW lagrange.route",
          "SET lagrange.consistency = 'weak'",
          "SET lagrange.consistency = 'none'",
          "DEALLOCATE ALL",
          "DISCARD ALL",
          "SELECT 1 /* lagrange: consistency=strong */",
          "CREATE TEMP TABLE IF NOT EXISTS fuzz (n int)",
          "LISTEN fuzz",
          "NOTIFY fuzz");

  private static final String[] NAMES = {"", "", "a", "b", "lagrange_1", "\u00e9"};

  private final Random random;

  Frames(Random random) {
    this.random = random;
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Some messages, with their ends mostly where they belong. */
  byte[] some() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      all.writeBytes(one());
    }
    return all.toByteArray();
  }

  private byte[] one() {
    return switch (random.nextInt(16)) {
      case 0, 1 -> query(text());
      case 2, 3 -> parse(name(), text());
      case 4, 5 -> bind(name(), name());
      case 6, 7 -> execute(name(), random.nextInt(3));
      case 8 -> random.nextBoolean() ? describeStatement(name()) : describePortal(name());
      case 9 -> random.nextBoolean() ? closeStatement(name()) : closePortal(name());
      case 10 -> flush();
      case 11, 12 -> sync();
      case 13 -> copyData(random.nextBoolean() ? "1\tx\n" : "no row\n");
      case 14 -> random.nextBoolean() ? copyDone() : copyFail("no");
      default -> run(text());
    };
  }

  /** As a driver runs a statement. */
  private byte[] run(String sql) {
    return Attack.packet(parse("", sql), bind("", ""), execute(""), sync());
  }

  /** The same with some bytes changed, left out or put in. */
  byte[] damaged(byte[] bytes) {
    byte[] copy = bytes.clone();
    int hits = 1 + random.nextInt(3);
    for (int i = 0; i < hits && copy.length > 0; i++) {
      int at = random.nextInt(copy.length);
      switch (random.nextInt(3)) {
        case 0 -> copy[at] = (byte) random.nextInt();
        case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
        default -> {
          ByteArrayOutputStream cut = new ByteArrayOutputStream();
          cut.write(copy, 0, at);
          int rest = Math.min(copy.length, at + random.nextInt(4));
          cut.write(copy, rest, copy.length - rest);
          copy = cut.toByteArray();
        }
      }
    }
    return copy;
  }

  byte[] noise() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }
}
