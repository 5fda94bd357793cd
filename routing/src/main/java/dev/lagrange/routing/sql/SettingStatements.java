package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SET, RESET and {@code SELECT set_config(…)} of PostgreSQL, as far as they do nothing but change
 * settings that any other session can be given too: the custom ones, and those of a list.
 */
final class SettingStatements {

  /** What a server reads as this name and no other, unquoted: neither folded nor cut off. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,61}");

  private static final Pattern PLAIN_NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private static final Set<String> CARRIED =
      new HashSet<>(WordList.read("postgresql-carried-settings.txt"));

  private static final String SEARCH_PATH = "search_path";

  private static final String SET_CONFIG = "set_config";

  private final Statement statement;
  private final Grammar grammar;

  private SettingStatements(Statement statement, Grammar grammar) {
    this.statement = statement;
    this.grammar = grammar;
  }

  /** What a SET without LOCAL changes; null if it is not one of those, or not understood. */
  static @Nullable SettingChange set(Statement statement, Grammar grammar) {
    return new SettingStatements(statement, grammar).set();
  }

  /** The same of a RESET or DISCARD. */
  static @Nullable SettingChange reset(Statement statement) {
    if (statement.size() == 2 && statement.isWord(1, "all")) {
      return new SettingChange.AllBack(statement.isWord(0, "discard"));
    }
    if (statement.isWord(0, "discard")) {
      return null;
    }
    if (statement.size() == 3 && isTimeZone(statement, 1)) {
      return new SettingChange.Back("timezone");
    }
    int end = behindName(statement, 1);
    String name = name(statement, 1, end);
    return end == statement.size() && isCarried(name) ? new SettingChange.Back(name) : null;
  }

  /**
   * Judges a {@code SELECT set_config(name, value, local)} that is nothing else, of a carried
   * setting; false if it is none.
   */
  static boolean judgeSetConfig(Statement statement, Grammar grammar, Verdict verdict) {
    return new SettingStatements(statement, grammar).judgeSetConfig(verdict);
  }

  private static boolean isTimeZone(Statement statement, int at) {
    return statement.isWord(at, "time") && statement.isWord(at + 1, "zone");
  }

  private static boolean isCarried(String name) {
    boolean custom = name.indexOf('.') > 0 && !name.startsWith("lagrange.");
    return custom || CARRIED.contains(name);
  }

  private static int behindName(Statement statement, int at) {
    int i = at + 1;
    while (statement.isSymbol(i, '.') && statement.isWord(i + 1)) {
      i += 2;
    }
    return i;
  }

  /** Empty if it is not written plainly. */
  private static String name(Statement statement, int from, int to) {
    StringBuilder name = new StringBuilder();
    for (int i = from; i < to; i++) {
      boolean plain = (i - from) % 2 == 1 || PLAIN_NAME.matcher(statement.word(i)).matches();
      if (!plain) {
        return "";
      }
      name.append(statement.text(i));
    }
    return name.toString();
  }

  private @Nullable SettingChange set() {
    int at = statement.isWord(1, "session") ? 2 : 1;
    if (at == 2 && statement.isWord(2, "characteristics")) {
      return TransactionDefaults.set(statement);
    }
    if (isTimeZone(statement, at)) {
      boolean back = statement.isWord(at + 2, "local");
      return back && statement.size() == at + 3
          ? new SettingChange.Back("timezone")
          : to("timezone", at + 2);
    }
    if (statement.isWord(at, "names")) {
      return encoding(to("client_encoding", at + 1));
    }
    boolean assignsRole = statement.isWord(at + 1, "to") && statement.size() > at + 2;
    if (statement.isWord(at, "role") && !statement.isSymbol(at + 1, '=') && !assignsRole) {
      return to("role", at + 1);
    }
    if (statement.isWord(at, "schema") && statement.kind(at + 1) == TokenKind.STRING) {
      return to(SEARCH_PATH, at + 1);
    }
    int end = behindName(statement, at);
    if (!statement.isSymbol(end, '=') && !statement.isWord(end, "to")) {
      return null;
    }
    String name = name(statement, at, end);
    if (name.equals("client_encoding")) {
      return encoding(to(name, end + 1));
    }
    return isCarried(name) ? TransactionDefaults.unlessDeferrable(to(name, end + 1)) : null;
  }

  /** Any other one than the driver's own breaks the connection. */
  private static @Nullable SettingChange encoding(@Nullable SettingChange change) {
    return change instanceof SettingChange.To to && to.value().equalsIgnoreCase("utf8")
        ? change
        : null;
  }

  private @Nullable SettingChange to(String name, int at) {
    int size = statement.size();
    if (at >= size) {
      return null;
    }
    if (size == at + 1 && statement.isWord(at, "default")) {
      return new SettingChange.Back(name);
    }
    if (name.equals(SEARCH_PATH)) {
      return searchPath(at);
    }
    String value = size == at + 1 ? value(at) : null;
    return value == null ? new SettingChange.ToUntold(name) : new SettingChange.To(name, value);
  }

  /** The value as the server understands it; null if only the server can tell. */
  private @Nullable String value(int at) {
    String written = statement.written(at, at + 1);
    return switch (statement.kind(at)) {
      case STRING -> unquoted(written, '\'');
      case QUOTED -> identifier(unquoted(written, '"'));
      case WORD -> PLAIN_NAME.matcher(statement.word(at)).matches() ? statement.word(at) : null;
      case NUMBER -> PLAIN_NUMBER.matcher(written).matches() ? written : null;
      default -> null;
    };
  }

  /** Null if it may be too long for a name, in which case the server cuts it off. */
  private static @Nullable String identifier(@Nullable String name) {
    return name == null || name.length() > 20 ? null : name;
  }

  /** What stands in quotes; null if anything but doubled quotes needs to be understood in there. */
  private static @Nullable String unquoted(String written, char quote) {
    int last = written.length() - 1;
    if (last < 1 || written.charAt(0) != quote || written.charAt(last) != quote) {
      return null;
    }
    String inside = written.substring(1, last);
    String once = String.valueOf(quote);
    boolean plain = inside.indexOf('\\') < 0 && inside.replace(once + once, "").indexOf(quote) < 0;
    return plain ? inside.replace(once + once, once) : null;
  }

  /** What may hide the server's own functions is not carried. */
  private static boolean namesSystemSchema(String path) {
    return path.toLowerCase(Locale.ROOT).contains("pg_") || path.indexOf('\\') >= 0;
  }

  private @Nullable SettingChange searchPath(int at) {
    if (namesSystemSchema(statement.written(at, statement.size()))) {
      return null;
    }
    StringBuilder path = new StringBuilder();
    for (int i = at; i < statement.size(); i += 2) {
      String schema = value(i);
      boolean last = i + 1 == statement.size();
      boolean listed = last || (statement.isSymbol(i + 1, ',') && i + 2 < statement.size());
      if (schema == null || !listed || grammar.isReserved(schema)) {
        return new SettingChange.ToUntold(SEARCH_PATH);
      }
      path.append(path.isEmpty() ? "" : ", ");
      // as the server writes it
      boolean plain = PLAIN_NAME.matcher(schema).matches();
      path.append(plain ? schema : '"' + schema.replace("\"", "\"\"") + '"');
    }
    return new SettingChange.To(SEARCH_PATH, path.toString());
  }

  private boolean judgeSetConfig(Verdict verdict) {
    boolean qualified = statement.isWord(1, "pg_catalog") && statement.isSymbol(2, '.');
    int call = qualified ? 3 : 1;
    if (!statement.isWord(call, SET_CONFIG)
        || !statement.isSymbol(call + 1, '(')
        || (!qualified && grammar.isUsersFunction(QualifiedName.of(SET_CONFIG)))) {
      return false;
    }
    String name = unquoted(statement.written(call + 2, call + 3), '\'');
    int value = call + 4;
    int local = behindValue(value) + 1;
    boolean understood =
        statement.kind(call + 2) == TokenKind.STRING
            && name != null
            && statement.isSymbol(call + 3, ',')
            && statement.isSymbol(local - 1, ',')
            && statement.isSymbol(local + 1, ')')
            && isNothingButLabel(local + 2);
    if (!understood) {
      return false;
    }
    String setting = name.toLowerCase(Locale.ROOT);
    boolean forTransaction = statement.isWord(local, "true");
    if (!isCarried(setting) || !(forTransaction || statement.isWord(local, "false"))) {
      return false;
    }
    SettingChange change = given(setting, value);
    if (change == null) {
      return false;
    }
    verdict.calls(
        qualified ? new QualifiedName("pg_catalog", SET_CONFIG) : QualifiedName.of(SET_CONFIG));
    if (forTransaction) {
      verdict.session("sets for the transaction", false);
    } else {
      verdict.session("sets for the session", true);
      verdict.sets(change);
    }
    return true;
  }

  private int behindValue(int at) {
    boolean cast =
        statement.isSymbol(at + 1, Tokens.CAST)
            && (statement.isWord(at + 2, "text") || statement.isWord(at + 2, "varchar"));
    return cast ? at + 3 : at + 1;
  }

  private @Nullable SettingChange given(String name, int at) {
    if (statement.kind(at) == TokenKind.PARAMETER && statement.written(at, at + 1).equals("?")) {
      return name.equals(SEARCH_PATH)
          ? null
          : TransactionDefaults.unlessDeferrable(new SettingChange.ToParameter(name));
    }
    String value =
        statement.kind(at) == TokenKind.STRING
            ? unquoted(statement.written(at, at + 1), '\'')
            : null;
    boolean hides = value == null || (name.equals(SEARCH_PATH) && namesSystemSchema(value));
    return hides ? null : TransactionDefaults.unlessDeferrable(new SettingChange.To(name, value));
  }

  private boolean isNothingButLabel(int at) {
    int label = statement.isWord(at, "as") ? at + 1 : at;
    boolean none = statement.size() == at;
    return none || (statement.size() == label + 1 && statement.isName(label));
  }
}
