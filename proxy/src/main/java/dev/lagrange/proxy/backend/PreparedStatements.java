package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.StatementText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is prepared on one server connection, whichever client had it prepared: the least recently
 * used go first.
 */
final class PreparedStatements {

  private static final String PREFIX = "lagrange_";

  /** A name that no statement ever has. */
  static final String NOBODY = PREFIX + '0';

  private final int most;
  private final Map<StatementText, String> names = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable StatementText unnamed;
  private long last;
  private final Deque<String> leftOvers = new ArrayDeque<>(0);

  PreparedStatements(int most) {
    this.most = most;
  }

  /** The name of a statement; null if it is not prepared. */
  @Nullable String name(StatementText statement) {
    return names.get(statement);
  }

  /** A name never used before, from now on that of a statement. */
  String add(StatementText statement) {
    String name = PREFIX + ++last;
    names.put(statement, name);
    return name;
  }

  /** It could not be prepared under a name; the empty one is that of the unnamed statement. */
  void failed(StatementText statement, String name) {
    if (name.isEmpty()) {
      unnamed = null;
    } else if (name.equals(names.get(statement))) {
      names.remove(statement);
    }
  }

  /** A name that was given up is not given up. */
  void notClosed(String name) {
    if (!name.isEmpty()) {
      leftOvers.add(name);
    }
  }

  /** The name of one too many, which is forgotten, or of one that was; null if there is none. */
  @Nullable String evict() {
    String left = leftOvers.poll();
    if (left != null || names.size() <= most) {
      return left;
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
    leftOvers.addAll(names.values());
    names.clear();
    unnamed = null;
  }

  /** Whether the server still has statements that nobody uses. */
  boolean hasLeftOvers() {
    return !leftOvers.isEmpty();
  }

  /** The server has none any more, or is about to. */
  void tidied() {
    names.clear();
    unnamed = null;
    leftOvers.clear();
  }

  /** Whether a name is one of those that the proxy gives. */
  static boolean isOurs(String name) {
    return name.startsWith(PREFIX);
  }
}
