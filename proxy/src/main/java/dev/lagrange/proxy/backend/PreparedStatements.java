package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.StatementText;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is prepared on one server connection, whichever client had it prepared: the least recently
 * used go first.
 */
final class PreparedStatements {

  private final int most;
  private final Map<StatementText, String> names = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable StatementText unnamed;
  private long last;

  PreparedStatements(int most) {
    this.most = most;
  }

  /** The name of a statement; null if it is not prepared. */
  @Nullable String name(StatementText statement) {
    return names.get(statement);
  }

  /** A name never used before, from now on that of a statement. */
  String add(StatementText statement) {
    String name = "lagrange_" + ++last;
    names.put(statement, name);
    return name;
  }

  /** It could not be prepared. */
  void remove(StatementText statement) {
    names.remove(statement);
    if (statement.equals(unnamed)) {
      unnamed = null;
    }
  }

  /** The name of one too many, which is forgotten; null if there is none. */
  @Nullable String evict() {
    if (names.size() <= most) {
      return null;
    }
    Iterator<String> eldest = names.values().iterator();
    String name = eldest.next();
    eldest.remove();
    return name;
  }

  boolean isUnnamed(StatementText statement) {
    return statement.equals(unnamed);
  }

  void unnamed(@Nullable StatementText statement) {
    unnamed = statement;
  }

  /** Nobody knows what is prepared any more. */
  void forget() {
    names.clear();
    unnamed = null;
  }
}
