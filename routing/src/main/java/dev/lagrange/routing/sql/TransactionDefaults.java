package dev.lagrange.routing.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code SET SESSION CHARACTERISTICS AS TRANSACTION …} of PostgreSQL, which sets the defaults of
 * later transactions, each by a name of its own.
 */
final class TransactionDefaults {

  private static final String ISOLATION = "default_transaction_isolation";
  private static final String READ_ONLY = "default_transaction_read_only";
  private static final String DEFERRABLE = "default_transaction_deferrable";

  private static final Set<String> OFF = Set.of("off", "false", "no", "0");

  private final Statement statement;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private TransactionDefaults(Statement statement, int modes) {
    this.statement = statement;
    this.at = modes;
  }

  /** What it changes; null if that is not understood, or not to be carried. */
  static @Nullable SettingChange set(Statement statement) {
    boolean ofTransactions = statement.isWord(3, "as") && statement.isWord(4, "transaction");
    return ofTransactions ? new TransactionDefaults(statement, 5).set() : null;
  }

  /**
   * Null for a transaction that may wait until it begins: on a connection that was left so, taking
   * it back would wait too.
   */
  static @Nullable SettingChange unlessDeferrable(@Nullable SettingChange change) {
    boolean concerned = change instanceof SettingChange.OfOne one && one.name().equals(DEFERRABLE);
    if (!concerned || change instanceof SettingChange.Back) {
      return change;
    }
    boolean off =
        change instanceof SettingChange.To to && OFF.contains(to.value().toLowerCase(Locale.ROOT));
    return off ? change : null;
  }

  private @Nullable SettingChange set() {
    boolean more = true;
    while (more) {
      if (!mode()) {
        return null;
      }
      boolean comma = statement.isSymbol(at, ',');
      at += comma ? 1 : 0;
      more = comma || at < statement.size();
    }
    List<SettingChange.To> changes = new ArrayList<>();
    values.forEach((name, value) -> changes.add(new SettingChange.To(name, value)));
    return changes.size() == 1 ? changes.get(0) : new SettingChange.Several(changes);
  }

  /** Reads the next mode; false if it is none that is understood. The last of a kind counts. */
  private boolean mode() {
    return sets(ISOLATION, "serializable", "isolation", "level", "serializable")
        || sets(ISOLATION, "repeatable read", "isolation", "level", "repeatable", "read")
        || sets(ISOLATION, "read committed", "isolation", "level", "read", "committed")
        || sets(ISOLATION, "read uncommitted", "isolation", "level", "read", "uncommitted")
        || sets(READ_ONLY, "on", "read", "only")
        || sets(READ_ONLY, "off", "read", "write")
        || sets(DEFERRABLE, "off", "not", "deferrable");
  }

  private boolean sets(String name, String value, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!statement.isWord(at + i, words[i])) {
        return false;
      }
    }
    at += words.length;
    values.put(name, value);
    return true;
  }
}
