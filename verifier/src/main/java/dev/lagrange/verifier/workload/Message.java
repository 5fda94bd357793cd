package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import dev.lagrange.verifier.target.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the two processes say to each other, a line each: fields between tabs. */
final class Message {

  private static final String TAB = "\t";
  private static final int REPLY_FIELDS = 12;

  private Message() {}

  /**
   * Something to be done.
   *
   * @param id by which the reply is known
   * @param writes whether it writes the register, or reads it
   * @param key which register
   * @param token from which to start; null for none
   */
  record Request(long id, boolean writes, String key, @Nullable String token) {

    String line() {
      return join(id, writes, key, token);
    }

    static Request of(String line) {
      String[] fields = split(line, 4);
      return new Request(
          Long.parseLong(fields[0]), Boolean.parseBoolean(fields[1]), fields[2], orNull(fields[3]));
    }
  }

  static String line(long id, Reply reply) {
    Place place = reply.place();
    boolean placed = place != null;
    return join(
        id,
        reply.startedAt(),
        reply.endedAt(),
        reply.outcome(),
        reply.accesses().isEmpty() ? null : reply.accesses().get(0).value(),
        placed ? place.node() : null,
        placed && place.replica(),
        placed ? place.reason() : null,
        placed && place.stoodIn(),
        reply.token(),
        reply.sessionEnded(),
        reply.error());
  }

  static long id(String line) {
    return Long.parseLong(line.substring(0, line.indexOf(TAB)));
  }

  static Reply reply(String line, Request request) {
    String[] fields = split(line, REPLY_FIELDS);
    String value = orNull(fields[4]);
    String node = orNull(fields[5]);
    return new Reply(
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Outcome.valueOf(fields[3]),
        value == null ? List.of() : List.of(access(request, Long.parseLong(value))),
        node == null ? null : place(node, fields),
        orNull(fields[9]),
        Boolean.parseBoolean(fields[10]),
        orNull(fields[11]));
  }

  private static Place place(String node, String[] fields) {
    return new Place(
        node, Boolean.parseBoolean(fields[6]), orNull(fields[7]), Boolean.parseBoolean(fields[8]));
  }

  private static Access access(Request request, long value) {
    return request.writes()
        ? Access.write(request.key(), value)
        : Access.read(request.key(), value);
  }

  private static String join(@Nullable Object... fields) {
    return Arrays.stream(fields)
        .map(field -> field == null ? "" : field.toString().replaceAll("[\t\r\n]", " "))
        .collect(Collectors.joining(TAB));
  }

  private static String[] split(String line, int count) {
    String[] fields = line.split(TAB, -1);
    if (fields.length != count) {
      throw new IllegalArgumentException(
          "A line has %d fields, not %d".formatted(count, fields.length));
    }
    return fields;
  }

  private static @Nullable String orNull(String field) {
    return field.isEmpty() ? null : field;
  }
}
