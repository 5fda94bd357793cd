package dev.lagrange.control.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements written by hand, those too long for a file, and the other resources of the judge. */
final class MysqlCorpus {

  private static final int MANY = 2_000;
  private static final String MEGABYTE = "x".repeat(1 << 20);

  private MysqlCorpus() {}

  /** What a statement is to be taken for; corpus.txt says more. */
  enum Expectation {
    READ,
    /** Not for a read, though it is one. */
    CAUTIOUS,
    OTHER,
    /** For a read, since what it does cannot be seen in its text. */
    UNSEEN
  }

  /** A statement and what it is to be taken for. */
  record Case(Expectation expectation, String sql) {
    @Override
    public String toString() {
      return expectation + " | " + (sql.length() < 200 ? sql : sql.substring(0, 200) + "…");
    }
  }

  /** All statements. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(written());
    cases.addAll(monsters());
    return cases;
  }

  /** The statements of the schema they run on, each on a line. */
  static List<String> schema() {
    return lines("schema.sql");
  }

  /** The grammar of the statements that are made up. */
  static StatementGrammar grammar() {
    return new StatementGrammar(lines("grammar.txt"));
  }

  private static List<Case> written() {
    return lines("corpus.txt").stream().map(MysqlCorpus::written).toList();
  }

  private static Case written(String line) {
    int bar = line.indexOf('|');
    String sql = line.substring(Math.min(bar + 2, line.length()));
    return new Case(
        Expectation.valueOf(line.substring(0, bar).strip()),
        sql.replace('¶', '\n').replace('␀', '\0'));
  }

  private static List<Case> monsters() {
    return List.of(
        new Case(Expectation.READ, "SELECT LENGTH('" + MEGABYTE + "')"),
        new Case(Expectation.OTHER, "SELECT '" + MEGABYTE + "' FROM t FOR UPDATE"),
        new Case(Expectation.OTHER, "SELECT '" + MEGABYTE),
        new Case(Expectation.READ, "SELECT /* " + MEGABYTE + " */ 1"),
        new Case(Expectation.OTHER, "SELECT 1 /* " + MEGABYTE),
        new Case(Expectation.READ, "SELECT 1 # " + MEGABYTE),
        new Case(Expectation.OTHER, "SELECT * FROM t # " + MEGABYTE + "\n FOR UPDATE"),
        new Case(Expectation.READ, "SELECT " + "(".repeat(MANY) + 1 + ")".repeat(MANY)),
        new Case(Expectation.OTHER, "SELECT " + "(".repeat(MANY) + 1 + ")".repeat(MANY - 1)),
        new Case(
            Expectation.OTHER,
            "SELECT " + "(".repeat(MANY) + "GET_LOCK('deep', 0)" + ")".repeat(MANY)),
        new Case(Expectation.READ, "SELECT " + "(SELECT ".repeat(60) + 1 + ")".repeat(60)),
        new Case(
            Expectation.OTHER,
            "SELECT " + "(SELECT ".repeat(60) + "id FROM t LIMIT 1 FOR UPDATE" + ")".repeat(60)),
        new Case(Expectation.READ, "SELECT " + "(SELECT ".repeat(MANY) + 1 + ")".repeat(MANY)),
        new Case(Expectation.READ, "SELECT 1 IN (1" + ", 1".repeat(20_000) + ")"),
        new Case(Expectation.READ, "SELECT 1" + " UNION SELECT 1".repeat(60)),
        new Case(
            Expectation.OTHER, "SELECT 1" + " UNION SELECT 1".repeat(60) + " INTO @last_of_many"),
        new Case(Expectation.READ, "SELECT 1" + "; SELECT 1".repeat(200)),
        new Case(Expectation.OTHER, "SELECT 1" + "; SELECT 1".repeat(200) + "; DELETE FROM log"),
        new Case(Expectation.READ, "SELECT " + "-".repeat(MANY).replace("-", "- ") + "1"),
        new Case(Expectation.READ, "SELECT " + "/**/".repeat(MANY) + "1"),
        new Case(Expectation.OTHER, "SELECT * FROM t FOR " + "/**/".repeat(MANY) + "UPDATE"),
        new Case(Expectation.OTHER, "SELECT " + "/*! ".repeat(MANY) + "1" + " */".repeat(MANY)),
        new Case(Expectation.READ, "SELECT `" + "`".repeat(100) + "`"),
        new Case(Expectation.READ, "SELECT '" + "'".repeat(MANY) + "'"));
  }

  private static List<String> lines(String resource) {
    return text(resource).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static String text(String resource) {
    try (InputStream stream = MysqlCorpus.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(stream, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
