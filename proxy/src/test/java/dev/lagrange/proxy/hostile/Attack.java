package dev.lagrange.proxy.hostile;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.copyData;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.functionCall;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a client of tenant {@code a} may do that leaves its connection to the server other than the
 * proxy believes it to be.
 *
 * @param name of it
 * @param packets what is sent at once; between two of them the client waits for an answer
 */
record Attack(String name, List<byte[]> packets) {
  private static final String SET = "SET app.tenant = 'a'";
  private static final int SET_CONFIG = 2078;

  static List<Attack> all() {
    return List.of(
        of(
            "a setting that is only parsed",
            run(SET),
            packet(parse("", "RESET app.tenant"), sync())),
        of(
            "a setting that is bound and not executed",
            run(SET),
            packet(parse("", "RESET app.tenant"), bind("", ""), sync())),
        of("a setting behind DISCARD ALL", packet(both("DISCARD ALL"), both(SET), sync())),
        of(
            "a setting behind DISCARD ALL and a Flush",
            packet(both("DISCARD ALL"), flush(), both(SET), sync())),
        of(
            "two settings with a Flush between them",
            packet(both(SET), flush()),
            packet(both("SET app.other = '1'"), sync())),
        of("a setting by function call", packet(functionCall(SET_CONFIG, "app.tenant", "a", "f"))),
        of("a setting by a name of the proxy's", named()),
        of("a setting in a block", packet(query("BEGIN; " + SET + "; COMMIT"))),
        of(
            "a setting by DO",
            packet(query("DO $$BEGIN PERFORM set_config('app.tenant','a',false); END$$"))),
        of(
            "Syncs behind what ends a COPY",
            packet(query("SET app.tenant = 'a'")),
            packet(both("COPY canary FROM STDIN"), sync()),
            packet(parse("", "SELECT 1"), many(sync(), 200))),
        of(
            "Syncs behind a bad row",
            packet(query("SET app.tenant = 'a'")),
            packet(query("COPY canary FROM STDIN")),
            packet(copyData("a\tb\tc\n"), many(sync(), 200))));
  }

  private static Attack of(String name, byte[]... packets) {
    return new Attack(name, List.of(packets));
  }

  private static byte[] run(String sql) {
    return packet(query(sql));
  }

  private static byte[] both(String sql) {
    return packet(parse("", sql), bind("", ""), execute(""));
  }

  /** Whichever number the statement was given. */
  private static byte[] named() {
    byte[][] guesses = new byte[41][];
    guesses[0] = packet(parse("s", SET), sync());
    for (int i = 1; i < guesses.length; i++) {
      guesses[i] = packet(bind("", "lagrange_" + i), execute(""), sync());
    }
    return packet(guesses);
  }

  private static byte[] many(byte[] message, int count) {
    return packet(Collections.nCopies(count, message).toArray(byte[][]::new));
  }

  /** Whether as many answers come as are known to. */
  boolean isOver() {
    return !name.startsWith("Syncs");
  }

  static byte[] packet(byte[]... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Stream.of(messages).forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
