package dev.lagrange.control.postgresql;

import dev.lagrange.control.TwoPhaseCommit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.Xid;

/** By {@code PREPARE TRANSACTION}; the server's {@code max_prepared_transactions} must allow it. */
final class PostgresTwoPhaseCommit implements TwoPhaseCommit {

  @Override
  public void prepare(Connection connection, Xid xid) throws SQLException {
    execute(connection, "PREPARE TRANSACTION ", xid);
  }

  @Override
  public void commit(Connection connection, Xid xid) throws SQLException {
    execute(connection, "COMMIT PREPARED ", xid);
  }

  @Override
  public void rollback(Connection connection, Xid xid) throws SQLException {
    execute(connection, "ROLLBACK PREPARED ", xid);
  }

  /** A name is made of digits, Base64 and underscores: there is nothing in it to quote. */
  private static void execute(Connection connection, String command, Xid xid) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command + "'" + PreparedXid.encode(xid) + "'");
    }
  }

  @Override
  public List<Xid> prepared(Connection connection) throws SQLException {
    String sql = "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()";
    List<Xid> known = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        PreparedXid.parse(row.getString(1)).ifPresent(known::add);
      }
    }
    return known;
  }
}
