package dev.lagrange.driver.differential;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call, or a few that belong together, of a script.
 *
 * @param name what it is, for people who read a script that failed
 * @param call what it does; what it returns is compared
 */
record Step(String name, Call call) {

  /** A call of JDBC. */
  interface Call {
    @Nullable Object on(Subject subject) throws SQLException;
  }

  /** A call of JDBC that returns nothing. */
  interface Action {
    void on(Subject subject) throws SQLException;
  }

  static Step of(String name, Call call) {
    return new Step(name, call);
  }

  static Step action(String name, Action action) {
    return new Step(
        name,
        subject -> {
          action.on(subject);
          return "done";
        });
  }

  /** What a client sees of it: the result, or the SQLSTATE of the error. */
  String observe(Subject subject) {
    try {
      return Rendering.of(call.on(subject));
    } catch (BatchUpdateException e) {
      return "batch " + Arrays.toString(e.getLargeUpdateCounts()) + " " + e.getSQLState();
    } catch (SQLFeatureNotSupportedException e) {
      return "not supported";
    } catch (SQLException e) {
      return "error " + e.getSQLState();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
