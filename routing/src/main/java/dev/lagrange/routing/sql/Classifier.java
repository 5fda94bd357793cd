package dev.lagrange.routing.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;
import java.util.function.Function;
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
 * <p>A read is one as far as its text and the database's {@link Catalog} show. Without a catalog
 * the code behind views, row-level policies and operators stays unseen, and a user's function that
 * takes the name of a built-in one; with one, that behind casts and domains, and a user's function
 * in attribute notation. The server's refusal to write on a replica is the last judge of those.
 * Never throws, whatever the text, and takes time linear in its length. Thread-safe.
 */
public final class Classifier {

  /** Longer texts, in characters, are mostly data and seldom come again: judged but not kept. */
  private static final int LONGEST_KEPT = 16_384;

  /** What is known, and what was judged by it. */
  private record Knowledge(
      Catalog catalog,
      Grammar grammar,
      Cache<String, Classification> judged,
      Shapes shapes,
      Doorkeeper seen) {}

  private final Dialect dialect;
  private final int cacheSize;
  private volatile Knowledge knowledge;
  private volatile @Nullable ReferenceReader tree;

  /** A classifier of one dialect that keeps its answers to that many texts at most; 0: none. */
  public Classifier(Dialect dialect, int cacheSize) {
    this.dialect = dialect;
    this.cacheSize = cacheSize;
    this.knowledge = knowledge(Catalog.NONE);
  }

  private Knowledge knowledge(Catalog catalog) {
    return new Knowledge(
        catalog,
        Grammar.of(dialect, catalog),
        // in the caller's thread: to wake another one for it costs more than all the rest
        Caffeine.newBuilder().maximumSize(cacheSize).executor(Runnable::run).build(),
        new Shapes(),
        new Doorkeeper());
  }

  /** From now on judges by what a database's catalog says; texts judged before are judged anew. */
  public void use(Catalog catalog) {
    knowledge = knowledge(catalog);
  }

  /**
   * From now on names the tables and functions of a statement from its tree too, where it can be
   * parsed: for those who decide by names (policies) or show them. Costs some hundred microseconds
   * for each new text, and no less than a fifth of a second for the first of all.
   */
  public void nameByTree() {
    tree = new ReferenceReader(dialect);
    knowledge = knowledge(knowledge.catalog());
  }

  /** What it judges by now. */
  public Catalog catalog() {
    return knowledge.catalog();
  }

  /**
   * What the statement is; a text that came twice before costs one look-up, and so does one that
   * differs from another in whole numbers only.
   */
  public Classification classify(String sql) {
    Knowledge now = knowledge;
    if (cacheSize == 0) {
      return judge(sql, now.grammar());
    }
    Classification known = now.judged().getIfPresent(sql);
    if (known == null) {
      known = now.shapes().find(sql);
    }
    if (known == null) {
      known = judge(sql, now.grammar());
      keep(sql, known, now);
    }
    return known;
  }

  private Classification judge(String sql, Grammar grammar) {
    return named(sql, judge(sql, lexed -> statements(sql, lexed, grammar)));
  }

  private static void keep(String sql, Classification judged, Knowledge by) {
    boolean byShape = by.shapes().add(sql, judged);
    if (!byShape && sql.length() <= LONGEST_KEPT && by.seen().admits(sql)) {
      by.judged().put(sql, judged);
    }
  }

  private Classification named(String sql, Classification judged) {
    ReferenceReader reader = tree;
    return reader == null ? judged : judged.naming(reader.read(sql, judged));
  }

  /**
   * What the body of a function does, in PL/pgSQL or stored in MySQL: all its statements and
   * expressions taken together as if each ran. Dynamic SQL, and what is not understood, may change
   * the session. Not kept.
   */
  public Classification classifyProcedural(String body) {
    Grammar grammar = knowledge.grammar();
    return judge(body, lexed -> procedural(body, lexed, grammar));
  }

  /** Where a function may run, as far as is known: a built-in one, or a user's. */
  public FunctionTrait function(QualifiedName name) {
    return knowledge.grammar().function(name);
  }

  private Classification judge(String sql, Function<Lexed, Verdict> judge) {
    List<Reading> readings = Reading.of(dialect);
    Lexed usual = Reading.usual(dialect, sql);
    if (!usual.ambiguous()) {
      return judge.apply(usual).classification(usual);
    }
    Verdict worst = null;
    for (Reading reading : readings) {
      Lexed lexed = Reading.lex(dialect, sql, reading);
      if (!lexed.cannotRun()) {
        worst = worse(worst, judge.apply(lexed));
      }
    }
    return (worst == null ? judge.apply(usual) : worst).classification(usual);
  }

  private static Verdict worse(@Nullable Verdict worst, Verdict other) {
    if (worst == null) {
      return other;
    }
    worst.addReading(other);
    return worst;
  }

  private static Verdict procedural(String body, Lexed lexed, Grammar grammar) {
    Verdict all = new Verdict();
    Statement statement = new Statement(body, lexed.tokens());
    if (grammar.isMysql()) {
      MysqlBody.judge(statement, grammar, all);
    } else {
      ProceduralBody.judge(statement, grammar, all);
    }
    if (lexed.problem() != null) {
      all.unknown(lexed.problem());
    }
    return all;
  }

  private Verdict statements(String sql, Lexed lexed, Grammar grammar) {
    List<Statement> statements = StatementSplitter.split(dialect, sql, lexed.tokens());
    boolean alone = statements.size() == 1;
    Verdict all = alone ? verdict(statements.get(0), true, grammar) : new Verdict();
    if (!alone) {
      statements.forEach(statement -> all.add(verdict(statement, false, grammar)));
    }
    if (lexed.problem() != null) {
      all.unknown(lexed.problem());
    } else if (statements.isEmpty()) {
      all.nothing();
    }
    return all;
  }

  private Verdict verdict(Statement statement, boolean alone, Grammar grammar) {
    Verdict verdict = new Verdict();
    LagrangeCommand command = LagrangeStatements.command(statement);
    if (command != null && alone) {
      verdict.lagrange(command);
    } else if (command != null) {
      verdict.unknown("has a command for Lagrange among others: send it alone");
    } else if (dialect == Dialect.POSTGRESQL) {
      PostgresStatements.judge(statement, grammar, verdict);
    } else {
      MysqlStatements.judge(statement, grammar, verdict);
    }
    return verdict;
  }
}
