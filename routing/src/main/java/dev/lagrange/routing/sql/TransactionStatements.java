package dev.lagrange.routing.sql;

import java.util.Set;

/** BEGIN, COMMIT, SAVEPOINT and the like: both dialects write them almost alike. */
final class TransactionStatements {

  private static final Set<String> ISOLATION_LEVELS = Set.of("repeatable", "read", "serializable");
  private static final Set<String> ENDINGS = Set.of("and", "no", "chain", "release");

  private final Statement statement;
  private final Verdict verdict;

  private TransactionStatements(Statement statement, Verdict verdict) {
    this.statement = statement;
    this.verdict = verdict;
  }

  /** Judges a statement; false if it is none of these. */
  static boolean judge(Statement statement, Verdict verdict) {
    return new TransactionStatements(statement, verdict).judge();
  }

  private boolean judge() {
    switch (statement.word(0)) {
      case "begin" -> begin(behindNoise(1));
      case "start" -> {
        if (!statement.isWord(1, "transaction")) {
          return false;
        }
        begin(2);
      }
      case "commit", "end" -> end(TransactionControl.COMMIT, "commits");
      case "rollback", "abort" -> end(TransactionControl.ROLLBACK, "rolls back");
      case "savepoint" -> savepoint(statement.size() == 2);
      case "release" -> savepoint(statement.size() == (statement.isWord(1, "savepoint") ? 3 : 2));
      default -> {
        return false;
      }
    }
    return true;
  }

  private int behindNoise(int i) {
    return statement.isWord(i, "work") || statement.isWord(i, "transaction") ? i + 1 : i;
  }

  private void begin(int modes) {
    boolean readOnly = false;
    boolean serializable = false;
    int i = modes;
    while (i < statement.size()) {
      if (statement.isSymbol(i, ',')) {
        i++;
      } else if (statement.isWord(i, "read") && statement.isWord(i + 1, "only")) {
        readOnly = true;
        i += 2;
      } else if (statement.isWord(i, "read") && statement.isWord(i + 1, "write")) {
        readOnly = false;
        i += 2;
      } else if (isIsolation(i)) {
        serializable = statement.isWord(i + 2, "serializable");
        i += serializable ? 3 : 4;
      } else if (statement.isWord(i, "deferrable")) {
        i++;
      } else if (statement.isWord(i, "not") && statement.isWord(i + 1, "deferrable")) {
        i += 2;
      } else if (statement.isWord(i, "with") && statement.isWord(i + 1, "consistent")) {
        i += 3;
      } else {
        verdict.unknown("begins in an unknown way");
        return;
      }
    }
    // a standby refuses SERIALIZABLE, and elsewhere it locks what it reads
    boolean replica = readOnly && !serializable;
    verdict.transaction(
        replica ? TransactionControl.BEGIN_READ_ONLY : TransactionControl.BEGIN,
        replica ? "begins a read-only transaction" : "begins a transaction");
  }

  private boolean isIsolation(int i) {
    return statement.isWord(i, "isolation")
        && statement.isWord(i + 1, "level")
        && ISOLATION_LEVELS.contains(statement.word(i + 2));
  }

  private void end(TransactionControl control, String reason) {
    int i = behindNoise(1);
    if (statement.isWord(i, "prepared") && statement.size() == i + 2) {
      verdict.write("ends a prepared transaction");
      return;
    }
    if (control == TransactionControl.ROLLBACK && statement.isWord(i, "to")) {
      savepoint(statement.size() == i + (statement.isWord(i + 1, "savepoint") ? 3 : 2));
      return;
    }
    while (ENDINGS.contains(statement.word(i))) {
      i++;
    }
    if (i < statement.size()) {
      verdict.unknown("ends in an unknown way");
      return;
    }
    verdict.transaction(control, reason);
  }

  private void savepoint(boolean complete) {
    if (complete) {
      verdict.transaction(TransactionControl.OTHER, "handles a savepoint");
    } else {
      verdict.unknown("handles a savepoint in an unknown way");
    }
  }
}
