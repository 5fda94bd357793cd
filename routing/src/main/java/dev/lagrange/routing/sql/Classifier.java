package dev.lagrange.routing.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a statement is, from its text.
 *
 * <p>What is not understood is taken for a write that may have changed the session. Where settings
 * of the server decide how a text reads (backslashes, double quotes, executable comments), each
 * reading is judged and the worst counts. An empty text, or one of comments only, is a read: it
 * runs anywhere. Of several statements in one text, the kind is the one that restricts most (not
 * understood, write, session, transaction, read), the session is changed if any changes it, and the
 * transaction is as the last control of it leaves it; it is declared read-only only if no other
 * control follows.
 *
 * <p>A read is one as far as its text shows. Unseen stay functions behind operators, casts, views,
 * policies, a user's function in attribute notation, and one that takes the name of a built-in one
 * by other argument types or by {@code search_path}; the server's refusal to write on a replica is
 * the last judge of those. Never throws, whatever the text, and takes time linear in its length.
 * Thread-safe.
 */
public final class Classifier {

  /** Longer texts, in characters, are mostly data and seldom come again: judged but not kept. */
  private static final int LONGEST_KEPT = 16_384;

  private final Dialect dialect;
  private final Cache<String, Classification> known;

  /** A classifier of one dialect that keeps its answers to that many texts at most. */
  public Classifier(Dialect dialect, int cacheSize) {
    this.dialect = dialect;
    this.known = Caffeine.newBuilder().maximumSize(cacheSize).build();
  }

  /** What the statement is; repeated text costs one look-up. */
  public Classification classify(String sql) {
    Classification answer = known.getIfPresent(sql);
    if (answer != null) {
      return answer;
    }
    Classification judged = judge(sql);
    if (sql.length() <= LONGEST_KEPT) {
      known.put(sql, judged);
    }
    return judged;
  }

  private Classification judge(String sql) {
    List<Reading> readings = Reading.of(dialect);
    Lexed usual = lex(sql, readings.get(0));
    if (!usual.ambiguous()) {
      return verdict(sql, usual).classification(usual.consistency());
    }
    Verdict worst = null;
    for (Reading reading : readings) {
      Lexed lexed = lex(sql, reading);
      if (!lexed.cannotRun()) {
        worst = worse(worst, verdict(sql, lexed));
      }
    }
    return (worst == null ? verdict(sql, usual) : worst).classification(usual.consistency());
  }

  private static Verdict worse(@Nullable Verdict worst, Verdict other) {
    if (worst == null) {
      return other;
    }
    worst.addReading(other);
    return worst;
  }

  private Lexed lex(String sql, Reading reading) {
    return dialect == Dialect.POSTGRESQL
        ? PostgresLexer.lex(sql, reading)
        : MysqlLexer.lex(sql, reading);
  }

  private Verdict verdict(String sql, Lexed lexed) {
    Verdict all = new Verdict();
    List<Statement> statements = StatementSplitter.split(dialect, sql, lexed.tokens());
    for (Statement statement : statements) {
      all.add(verdict(statement, statements.size() == 1));
    }
    if (lexed.problem() != null) {
      all.unknown(lexed.problem());
    } else if (statements.isEmpty()) {
      all.nothing();
    }
    return all;
  }

  private Verdict verdict(Statement statement, boolean alone) {
    Verdict verdict = new Verdict();
    LagrangeCommand command = LagrangeStatements.command(statement);
    if (command != null && alone) {
      verdict.lagrange(command);
    } else if (command != null) {
      verdict.unknown("has a command for Lagrange among others: send it alone");
    } else if (dialect == Dialect.POSTGRESQL) {
      PostgresStatements.judge(statement, verdict);
    } else {
      MysqlStatements.judge(statement, verdict);
    }
    return verdict;
  }
}
