package dev.lagrange.control.judge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Statements written by hand, from a resource; those too large to write are made here. */
final class PostgresCorpus {

  private static final String SEPARATOR = "=====";

  private PostgresCorpus() {}

  static List<PostgresCase> statements() {
    List<PostgresCase> cases = new ArrayList<>(written());
    large().stream().map(PostgresCase::of).forEach(cases::add);
    return cases;
  }

  /** What the statements work on, as one text. */
  static String schema() {
    return resource("postgresql-schema.sql");
  }

  private static List<PostgresCase> written() {
    List<PostgresCase> cases = new ArrayList<>();
    String[] blocks = resource("postgresql-statements.sql").split("(?m)^" + SEPARATOR, -1);
    for (int i = 1; i < blocks.length; i++) {
      int line = blocks[i].indexOf('\n');
      String sql = blocks[i].substring(line + 1).replaceFirst("\n$", "");
      cases.add(new PostgresCase(sql, blocks[i].startsWith(" unseen")));
    }
    return cases;
  }

  private static List<String> large() {
    String million = "x".repeat(1 << 20);
    String numbers =
        IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return List.of(
        "SELECT length('" + million + "')",
        "SELECT length($x$" + million + "$x$) FROM customer FOR UPDATE",
        "SELECT length(E'" + "\\'".repeat(100_000) + "')",
        "SELECT /* " + million + " */ 1",
        "SELECT 1 -- " + million,
        "-- " + million + "\nDELETE FROM journal",
        "SELECT " + "/* ".repeat(2_000) + "*/ ".repeat(2_000) + " 1",
        "SELECT " + "(".repeat(2_000) + "1" + ")".repeat(2_000),
        "SELECT " + "(".repeat(2_000) + "nextval('ticket')" + ")".repeat(2_000),
        "SELECT " + "(".repeat(2_000) + "1" + ")".repeat(1_999),
        nested("SELECT id FROM customer", 100),
        nested("SELECT id FROM customer FOR KEY SHARE", 100),
        "SELECT " + numbers,
        "SELECT id FROM customer WHERE id IN (" + numbers + ")",
        "SELECT id FROM customer WHERE id IN (" + numbers + ") FOR UPDATE",
        "INSERT INTO sink (id) VALUES (" + numbers.replace(", ", "), (") + ")",
        "VALUES (" + numbers.substring(0, 4_000).replaceAll(", \\d*$", "") + ")",
        "SELECT 1" + " UNION ALL SELECT 1".repeat(300),
        "SELECT 1" + " UNION ALL SELECT 1".repeat(300) + " UNION ALL SELECT nextval('ticket')",
        "SELECT 1; ".repeat(500),
        "SELECT 1; ".repeat(500) + "DELETE FROM journal",
        "SELECT 1" + " + 1".repeat(1_000),
        "SELECT " + "- ".repeat(1_000) + "1",
        "SELECT " + million + " FROM customer",
        "SELECT \"" + million + "\"()",
        "SELECT 1 AS " + "\"" + "\"\"".repeat(100_000) + "\"");
  }

  private static String nested(String query, int depth) {
    String nested = query;
    for (int i = 0; i < depth; i++) {
      nested = "SELECT * FROM (" + nested + ") t" + i;
    }
    return nested;
  }

  private static String resource(String name) {
    try (InputStream stream = PostgresCorpus.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(stream, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
