package dev.lagrange.control.judge;

import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what a classifier says with what the servers find. The control of it all: a classifier
 * by first keyword hears the same statements, and must be found out.
 */
final class PostgresTrial {

  private static final Set<String> READING_KEYWORDS =
      Set.of("select", "with", "values", "table", "show", "explain");
  // as simple as such a classifier usually is: comments and parentheses are skipped, no more
  private static final Pattern FIRST_WORD =
      Pattern.compile("(?:\\s|\\(|--[^\\n]*\\n|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+([A-Za-z]+)");
  private static final int LONGEST_SHOWN = 400;

  private final PostgresJudge judge;
  private final List<String> misjudged = new ArrayList<>();
  private final List<String> overcautious = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int statements;
  private int reads;
  private int caughtByKeyword;
  private int unseen;

  PostgresTrial(PostgresJudge judge) {
    this.judge = judge;
  }

  void hear(PostgresCase statement, Classification said) throws SQLException {
    statements++;
    if (said.isRead()) {
      reads++;
      PostgresFinding finding = judge.tryAsRead(statement.sql());
      caughtByKeyword += finding.isGuilty() ? 1 : 0;
      note(statement, said, finding);
      if (statement.unseen() && !finding.isGuilty()) {
        misjudged.add(show(statement, said, finding) + ", though it is marked as unseen");
      }
    } else {
      if (isReadByKeyword(statement.sql())) {
        hearKeyword(statement, said);
      }
      note(statement, said, judge.run(statement.sql()));
    }
  }

  /** What the classifier took for better than it is, unless its text could not show it. */
  List<String> misjudged() {
    return misjudged;
  }

  int caughtByKeyword() {
    return caughtByKeyword;
  }

  double executedShare() {
    return 1 - (double) failed.size() / statements;
  }

  double readShare() {
    return (double) reads / statements;
  }

  /** Statements kept from replicas without need, as far as servers can tell, and such as failed. */
  String details() {
    return "NOT READS, THOUGH THE SERVERS FIND NOTHING"
        + String.join("\n", overcautious)
        + "\n\nFAILED"
        + String.join("\n", failed);
  }

  private void note(PostgresCase statement, Classification said, PostgresFinding finding) {
    if (!finding.executed()) {
      failed.add(show(statement, said, finding));
    }
    // a session that is known to have changed is no surprise
    if (!finding.isGuilty() || (!said.isRead() && said.changesSession())) {
      return;
    }
    if (statement.unseen()) {
      unseen++;
    } else {
      misjudged.add(show(statement, said, finding));
    }
  }

  private void hearKeyword(PostgresCase statement, Classification said) throws SQLException {
    PostgresFinding finding = judge.tryAsRead(statement.sql());
    if (finding.isGuilty()) {
      caughtByKeyword++;
    } else if (finding.executed()) {
      overcautious.add(show(statement, said, finding));
    }
  }

  private static boolean isReadByKeyword(String sql) {
    Matcher matcher = FIRST_WORD.matcher(sql);
    return matcher.lookingAt()
        && READING_KEYWORDS.contains(matcher.group(1).toLowerCase(Locale.ROOT));
  }

  private static String show(PostgresCase statement, Classification said, PostgresFinding finding) {
    String sql = statement.sql();
    String shown = sql.length() > LONGEST_SHOWN ? sql.substring(0, LONGEST_SHOWN) + "…" : sql;
    String found = finding.executed() ? finding.charges().toString() : finding.error();
    return "%n%s%n  said: %s, %s; found: %s".formatted(shown, said.kind(), said.reason(), found);
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
