package dev.lagrange.routing.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a statement refers to: the second reader of a text, for policies and for people. It
 * parses where it can, and adds what the tree shows to what the {@link Classifier} saw, so that no
 * rule about a table misses it. Whether a statement is a read is none of its business.
 *
 * <p>The first text costs some tenths of a second, in which the parser's classes are loaded; a new
 * one about a tenth of a millisecond, a repeated one a look-up. Works without Calcite on the class
 * path, and parses nothing then. Never throws, whatever the text. Thread-safe.
 */
public final class ReferenceReader {

  private final Dialect dialect;
  private final int cacheSize;
  private final Cache<String, References> known;

  /** A reader of one dialect that keeps its answers to that many texts at most; 0: none. */
  public ReferenceReader(Dialect dialect, int cacheSize) {
    this.dialect = dialect;
    this.cacheSize = cacheSize;
    this.known = Caffeine.newBuilder().maximumSize(cacheSize).build();
  }

  /** What the text refers to, of which {@code seen} is the classification. */
  public References read(String sql, Classification seen) {
    if (sql.length() > ParserInput.LONGEST) {
      return byTokens(seen);
    }
    References before = known.getIfPresent(sql);
    if (before != null) {
      return before;
    }
    References read = parse(sql, seen);
    if (cacheSize > 0) {
      known.put(sql, read);
    }
    return read;
  }

  private References parse(String sql, Classification seen) {
    Lexed lexed = Reading.usual(dialect, sql);
    boolean clear = lexed.problem() == null && !lexed.ambiguous();
    List<Statement> statements =
        clear ? StatementSplitter.split(dialect, sql, lexed.tokens()) : List.of();
    @Nullable String input =
        statements.size() == 1 ? ParserInput.of(dialect, sql, statements.get(0)) : null;
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
