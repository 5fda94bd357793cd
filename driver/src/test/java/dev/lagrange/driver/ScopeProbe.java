package dev.lagrange.driver;

import dev.lagrange.driver.context.SessionContext;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Another instance of an application: executes on one connection what its standard input says, a
 * statement a line after {@code read} or {@code write} and the token to start from, or {@code -}.
 * Answers each in one line, the value read or the token after the write; ends with its input.
 */
final class ScopeProbe {

  private ScopeProbe() {}

  /** Runs the probe against the URL that is its one argument. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Connection connection = DriverManager.getConnection(arguments[0])) {
      System.out.println("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ", 3);
        System.out.println("answer " + answer(connection, words[0], words[1], words[2]));
      }
    }
  }

  private static String answer(Connection connection, String verb, String token, String sql)
      throws SQLException {
    try (SessionContext session = SessionContext.open(token.equals("-") ? null : token)) {
      if (verb.equals("read")) {
        return LagrangeUrl.value(connection, sql);
      }
      LagrangeUrl.execute(connection, sql);
      return session.token();
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
