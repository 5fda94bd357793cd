package dev.lagrange.driver.connection;

import dev.lagrange.control.session.SessionSettings;
import java.sql.Connection;
import java.util.Locale;

/**
 * The isolation level at which the transactions of a session begin, in the constants of {@link
 * Connection}: as it was set last, by a call or in SQL. Confined to one logical connection.
 */
final class IsolationLevel {

  private final LeaseBook leases;
  private int byCall = Connection.TRANSACTION_READ_COMMITTED;

  IsolationLevel(LeaseBook leases) {
    this.leases = leases;
  }

  void set(int level) {
    byCall = level;
  }

  int current() {
    String inSql = leases.wanted().value(SessionSettings.ISOLATION);
    if (inSql == null) {
      return byCall;
    }
    return switch (inSql.toLowerCase(Locale.ROOT)) {
      case "read uncommitted" -> Connection.TRANSACTION_READ_UNCOMMITTED;
      case "read committed" -> Connection.TRANSACTION_READ_COMMITTED;
      case "repeatable read" -> Connection.TRANSACTION_REPEATABLE_READ;
      default -> Connection.TRANSACTION_SERIALIZABLE;
    };
  }
}
