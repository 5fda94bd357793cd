package dev.lagrange.verifier.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs the statements of one operation. Confined to one thread. */
public final class Statements {

  private final Connection connection;
  private @Nullable String warning;

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Reads the rows of an answer, before the first of which it stands. */
  @FunctionalInterface
  public interface Reader<T> {

    /** Makes something of them. */
    T read(ResultSet rows) throws SQLException;
  }

  /** Runs a statement that returns rows. */
  public <T> T query(String sql, Reader<T> reader, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        note(Doubt.warning(statement.getWarnings()));
        return reader.read(rows);
      }
    }
  }

  /** Runs a statement that returns one row, and reads that. */
  public <T> T row(String sql, Reader<T> reader, Object... parameters) throws SQLException {
    return query(
        sql,
        rows -> {
          if (!rows.next()) {
            throw new SQLException("A row that is never deleted is not there", "02000");
          }
          return reader.read(rows);
        },
        parameters);
  }

  void note(@Nullable String text) {
    if (text != null) {
      warning = text;
    }
  }

  /** What the server warned of, if it is a reason to doubt an acknowledgement. */
  @Nullable String warning() {
    return warning;
  }
}
