package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What faults leave in the database, and where the run they disturb has its tables. */
final class Traces {

  /** The schema of the run, whose writes are made to drop tables. */
  static final String RUN_SCHEMA = "lagrange_verify";

  /** The schema of the faults' own tables, and the beginning of the names of others. */
  static final String SCHEMA = "lagrange_fault";

  private static final String SCHEMAS =
      "SELECT string_agg(quote_ident(nspname), ', ') FROM pg_namespace WHERE nspname LIKE '"
          + SCHEMA
          + "%'";

  private Traces() {}

  /** Drops it all, triggers on the run's tables too. */
  static void remove(PostgresNode primary) throws SQLException {
    try (Connection connection = Superuser.connect(primary);
        Statement statement = connection.createStatement()) {
      String schemas = Superuser.ask(connection, SCHEMAS);
      if (!schemas.equals("null")) {
        statement.execute("SET client_min_messages = warning");
        statement.execute("DROP SCHEMA " + schemas + " CASCADE");
      }
    }
  }
}
