package dev.lagrange.routing.sql;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts that nobody wrote: statements of the corpora, damaged. The same seed gives the same. */
final class Mutations {

  private static final List<String> CORPUS =
      Stream.of("postgresql-corpus.txt", "mysql-corpus.txt")
          .flatMap(resource -> ReadersAgreeTest.statements(resource).stream())
          .toList();

  private static final String[] PIECES = {
    "'",
    "\"",
    "`",
    "\\",
    "$$",
    "$1",
    "$a$",
    "/*",
    "*/",
    "/*!50000 ",
    "/*+",
    "--",
    "#",
    "(",
    ")",
    "[",
    "{",
    ";",
    "@",
    ":=",
    "::",
    "<<",
    "}",
    "?",
    ".",
    ",",
    "\u0000",
    "\u212A",
    "\uD800",
    "\u00A0",
    "\n",
    " with ",
    " as ",
    " for update ",
    " from ",
    " explain ",
    " case ",
    " only ",
    "E'",
    "U&\"",
    "N'",
    "0x",
    "1e"
  };

  private final Random random;

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** The seed of this run: set {@code -Dfuzz.seed} to the one a failure names to see it again. */
  static long seed() {
    return Long.getLong("fuzz.seed", System.nanoTime());
  }

  /** A statement changed in one to four ways. */
  String next() {
    StringBuilder sql = new StringBuilder(statement());
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutate(sql);
    }
    return sql.toString();
  }

  /** Characters of all kinds, most of them such as SQL has. */
  String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt(0x10000));
        case 1 -> text.append((char) random.nextInt(128));
        case 2 -> text.append(PIECES[random.nextInt(PIECES.length)]);
        default -> text.append(word());
      }
    }
    return text.toString();
  }

  private void mutate(StringBuilder sql) {
    int at = random.nextInt(sql.length() + 1);
    int end = Math.min(sql.length(), at + 1 + random.nextInt(12));
    switch (random.nextInt(9)) {
      case 0 -> sql.insert(at, PIECES[random.nextInt(PIECES.length)]);
      case 1 -> sql.delete(at, end);
      case 2 -> sql.insert(at, sql.substring(at, end));
      case 3 -> sql.insert(at, statement());
      case 4 -> sql.setLength(at);
      case 5 -> sql.insert(at, " " + word() + " ");
      case 6 -> swapWords(sql);
      case 7 -> {
        int depth = 1 + random.nextInt(60);
        sql.insert(at, ")".repeat(random.nextInt(depth + 1))).insert(0, "(".repeat(depth));
      }
      default -> {
        sql.insert(at, sql.substring(at, end).repeat(random.nextInt(20) == 0 ? 1000 : 3));
      }
    }
  }

  private void swapWords(StringBuilder sql) {
    String[] words = sql.toString().split(" ", -1);
    int one = random.nextInt(words.length);
    int other = random.nextInt(words.length);
    String word = words[one];
    words[one] = words[other];
    words[other] = word;
    sql.replace(0, sql.length(), String.join(" ", words));
  }

  private String word() {
    String[] words = statement().split("[ \n]+", -1);
    return words[random.nextInt(words.length)];
  }

  private String statement() {
    return CORPUS.get(random.nextInt(CORPUS.size()));
  }
}
