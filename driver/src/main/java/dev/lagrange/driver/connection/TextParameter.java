package dev.lagrange.driver.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter set as text, which can be asked what it is. */
record TextParameter(int index, @Nullable String text) implements SqlAction<PreparedStatement> {

  @Override
  public void on(PreparedStatement statement) throws SQLException {
    statement.setString(index, text);
  }

  /** The text of the first one; null if there is none, or it was not set as text. */
  static @Nullable String first(List<@Nullable SqlAction<PreparedStatement>> parameters) {
    SqlAction<PreparedStatement> first = parameters.isEmpty() ? null : parameters.get(0);
    return first instanceof TextParameter text ? text.text() : null;
  }

  /** Values may be secret. */
  @Override
  public String toString() {
    return "text parameter " + index;
  }
}
