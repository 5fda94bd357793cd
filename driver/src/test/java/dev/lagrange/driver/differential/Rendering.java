package dev.lagrange.driver.differential;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What was returned, as a text that two drivers must agree on. */
final class Rendering {

  private static final int MOST_ROWS = 50;

  private Rendering() {}

  static String of(@Nullable Object value) throws SQLException {
    if (value instanceof ResultSet rows) {
      return columns(rows.getMetaData()) + remaining(rows);
    }
    if (value instanceof ResultSetMetaData columns) {
      return columns(columns);
    }
    if (value instanceof SQLWarning warning) {
      SQLWarning next = warning.getNextWarning();
      return warning.getSQLState()
          + " "
          + warning.getMessage()
          + (next == null ? "" : ", " + of(next));
    }
    if (value instanceof Array array) {
      return array.getBaseTypeName() + Arrays.deepToString((Object[]) array.getArray());
    }
    if (value instanceof int[] counts) {
      return Arrays.toString(counts);
    }
    if (value instanceof long[] counts) {
      return Arrays.toString(counts);
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static String columns(ResultSetMetaData columns) throws SQLException {
    StringBuilder text = new StringBuilder("(");
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      text.append(columns.getColumnLabel(i)).append(' ').append(columns.getColumnTypeName(i));
      text.append(' ').append(columns.getColumnType(i)).append(' ');
      text.append(columns.isNullable(i)).append(columns.isAutoIncrement(i)).append(", ");
    }
    return text.append(')').toString();
  }

  /** The rows from where a reader is to the end, each value as an object. */
  static String remaining(ResultSet rows) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (int read = 0; read < MOST_ROWS && rows.next(); read++) {
      text.append(row(rows)).append(' ');
    }
    return text.append(rows.getWarnings() == null ? "" : of(rows.getWarnings())).toString();
  }

  /** The row where a reader is. */
  static String row(ResultSet rows) throws SQLException {
    StringBuilder text = new StringBuilder("[");
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      text.append(of(rows.getObject(i))).append(rows.wasNull() ? "!, " : ", ");
    }
    return text.append(']').toString();
  }
}
