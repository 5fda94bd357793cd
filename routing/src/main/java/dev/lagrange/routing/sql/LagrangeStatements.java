package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/** SHOW, SET and RESET of settings named {@code lagrange.…}. */
final class LagrangeStatements {

  private LagrangeStatements() {}

  /** The command a statement is; null if it is for the server. */
  static @Nullable LagrangeCommand command(Statement statement) {
    return switch (statement.word(0)) {
      case "show" -> named(LagrangeCommand.Action.SHOW, statement, 1);
      case "reset" -> named(LagrangeCommand.Action.RESET, statement, 1);
      case "set" ->
          switch (statement.word(1)) {
            case "session" -> set(LagrangeCommand.Action.SET, statement, 2);
            case "local" -> set(LagrangeCommand.Action.SET_LOCAL, statement, 2);
            default -> set(LagrangeCommand.Action.SET, statement, 1);
          };
      default -> null;
    };
  }

  private static @Nullable LagrangeCommand named(
      LagrangeCommand.Action action, Statement statement, int at) {
    int end = behindName(statement, at);
    return end < 0 || end < statement.size()
        ? null
        : new LagrangeCommand(action, name(statement, at, end), null);
  }

  private static @Nullable LagrangeCommand set(
      LagrangeCommand.Action action, Statement statement, int at) {
    int end = behindName(statement, at);
    if (end < 0 || end + 1 >= statement.size()) {
      return null;
    }
    boolean assigns =
        statement.isSymbol(end, '=')
            || statement.isSymbol(end, Tokens.ASSIGN)
            || statement.isWord(end, "to");
    if (!assigns) {
      return null;
    }
    String name = name(statement, at, end);
    if (statement.isWord(end + 1, "default") && statement.size() == end + 2) {
      return new LagrangeCommand(LagrangeCommand.Action.RESET, name, null);
    }
    return new LagrangeCommand(
        action, name, unquoted(statement.written(end + 1, statement.size())));
  }

  private static int behindName(Statement statement, int at) {
    if (!statement.isWord(at, "lagrange")) {
      return -1;
    }
    int i = at + 1;
    while (statement.isSymbol(i, '.') && statement.isWord(i + 1)) {
      i += 2;
    }
    return i > at + 1 ? i : -1;
  }

  private static String name(Statement statement, int at, int end) {
    StringBuilder name = new StringBuilder(statement.word(at + 2));
    for (int i = at + 4; i < end; i += 2) {
      name.append('.').append(statement.word(i));
    }
    return name.toString();
  }

  private static String unquoted(String value) {
    char quote = value.charAt(0);
    boolean quoted = quote == '\'' || quote == '"';
    if (!quoted || value.length() < 2 || value.charAt(value.length() - 1) != quote) {
      return value;
    }
    String once = String.valueOf(quote);
    return value.substring(1, value.length() - 1).replace(once + once, once);
  }
}
