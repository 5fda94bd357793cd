package dev.lagrange.control.judge;

import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compares what a classifier says with what the servers find. The control of it all: a classifier
 * by first keyword hears the same statements, and must be found out.
 */
final class PostgresTrial {

  private static final Set<String> READING_KEYWORDS =
      Set.of("select", "with", "values", "table", "show", "explain");
  private static final int LONGEST_SHOWN = 400;

  private final PostgresJudge judge;
  private final List<String> misjudged = new ArrayList<>();
  private final List<String> overcautious = new ArrayList<>();
  private int statements;
  private int executed;
  private int reads;
  private int caughtByKeyword;
  private int unseen;

  PostgresTrial(PostgresJudge judge) {
    this.judge = judge;
  }

  private static final boolean DEBUG = Boolean.getBoolean("judge.debug");

  void hear(PostgresCase statement, Classification said) throws SQLException {
    long t = System.nanoTime();
    hear2(statement, said);
    t = (System.nanoTime() - t) / 1000000;
    if (DEBUG && t > 100) {
      System.out.println("SLOW " + t + " " + show(statement, said, judge.run("")));
    }
  }

  void hear2(PostgresCase statement, Classification said) throws SQLException {
    statements++;
    reads += said.isRead() ? 1 : 0;
    if (said.isRead()) {
      PostgresFinding finding = judge.tryAsRead(statement.sql());
      executed += finding.executed() ? 1 : 0;
      if (DEBUG && !finding.executed()) {
        System.out.println("FAILED " + finding.error() + show(statement, said, finding));
      }
      accuse(statement, finding, said);
    } else {
      if (isReadByKeyword(statement.sql())) {
        tryKeyword(statement, said);
      }
      PostgresFinding finding = judge.run(statement.sql());
      executed += finding.executed() ? 1 : 0;
      if (DEBUG && !finding.executed()) {
        System.out.println("FAILED " + finding.error() + show(statement, said, finding));
      }
      if (!said.changesSession()) {
        accuse(statement, finding, said);
      }
    }
  }

  /** What the classifier took for something better than it is. */
  List<String> misjudged() {
    return misjudged;
  }

  int caughtByKeyword() {
    return caughtByKeyword;
  }

  double executedShare() {
    return (double) executed / statements;
  }

  double readShare() {
    return (double) reads / statements;
  }

  /** Statements that the servers would take for reads and the classifier does not. */
  List<String> overcautious() {
    return overcautious;
  }

  private void accuse(PostgresCase statement, PostgresFinding finding, Classification said) {
    if (finding.isGuilty() != statement.unseen()) {
      misjudged.add(show(statement, said, finding));
    }
    if (finding.isGuilty()) {
      unseen += statement.unseen() ? 1 : 0;
      caughtByKeyword += said.isRead() ? 1 : 0;
    }
  }

  private void tryKeyword(PostgresCase statement, Classification said) throws SQLException {
    PostgresFinding finding = judge.tryAsRead(statement.sql());
    if (finding.isGuilty()) {
      caughtByKeyword++;
    } else if (finding.executed()) {
      overcautious.add(show(statement, said, finding));
      if (DEBUG) {
        System.out.println("CAUTIOUS " + overcautious.get(overcautious.size() - 1));
      }
    }
  }

  // as simple as such a classifier usually is: comments and parentheses are skipped, no more
  private static boolean isReadByKeyword(String sql) {
    String bare = sql.replaceAll("(?s)^(\\s|\\(|--[^\\n]*\\n|/\\*.*?\\*/)+", "");
    String word = bare.split("[^A-Za-z]", 2)[0].toLowerCase(Locale.ROOT);
    return READING_KEYWORDS.contains(word);
  }

  private static String show(PostgresCase statement, Classification said, PostgresFinding finding) {
    String sql = statement.sql();
    String shown = sql.length() > LONGEST_SHOWN ? sql.substring(0, LONGEST_SHOWN) + "…" : sql;
    return "%n%s%n  said: %s, %s; found: %s"
        .formatted(shown, said.kind(), said.reason(), finding.charges());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d statements, %.1f %% executed, %.1f %% reads, %d misjudged, %d unseen in their text;"
            + " by first keyword %d misjudged; %d reads kept from replicas",
        statements,
        100 * executedShare(),
        100 * readShare(),
        misjudged.size(),
        unseen,
        caughtByKeyword,
        overcautious.size());
  }
}
