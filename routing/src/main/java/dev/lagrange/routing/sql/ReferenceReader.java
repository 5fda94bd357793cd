package dev.lagrange.routing.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a statement refers to: the second reader of a text, for policies and for people. It
 * parses where it can, and adds what the tree shows to what the {@link Classifier} saw, so that no
 * rule about a table misses it. Whether a statement is a read is none of its business.
 *
 * <p>The first text costs some tenths of a second, in which the parser's classes are loaded; each
 * other about half a millisecond (docs/benchmarks.md). Works without Calcite on the class path, and
 * parses nothing then. Never throws, whatever the text. Thread-safe.
 */
public final class ReferenceReader {

  private final Dialect dialect;

  /** A reader of one dialect. */
  public ReferenceReader(Dialect dialect) {
    this.dialect = dialect;
  }

  /** What the text refers to, of which {@code seen} is the classification. Keeps no answers. */
  public References read(String sql, Classification seen) {
    if (sql.length() > ParserInput.LONGEST) {
      return byTokens(seen);
    }
    Lexed lexed = Reading.usual(dialect, sql);
    boolean clear = lexed.problem() == null && !lexed.ambiguous();
    List<Statement> statements =
        clear ? StatementSplitter.split(dialect, sql, lexed.tokens()) : List.of();
    @Nullable String input =
        statements.size() == 1 ? ParserInput.of(dialect, statements.get(0)) : null;
    return input == null ? byTokens(seen) : byTree(input, seen);
  }

  private References byTree(String input, Classification seen) {
    try {
      return CalciteTree.read(dialect, input, seen);
    } catch (LinkageError e) {
      return byTokens(seen); // Calcite is not on the class path
    }
  }

  private static References byTokens(Classification seen) {
    return new References(seen.tables(), seen.functions(), false);
  }
}
