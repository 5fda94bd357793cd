package dev.lagrange.proxy.clients;

import dev.lagrange.proxy.ProxyOn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;

/** pgjdbc in each of its query modes, with statements prepared once. */
final class PgjdbcPromiseIT extends PromiseContract {

  @Override
  Stream<String> ways() {
    return Stream.of(
        "preferQueryMode=simple",
        "preferQueryMode=extended",
        "preferQueryMode=extendedForPrepared",
        "preferQueryMode=extendedCacheEverything",
        "autosave=always");
  }

  @Override
  Client connect(ProxyOn proxy, String way) throws SQLException {
    Connection connection = proxy.connect(way + "&socketTimeout=30");
    PreparedStatement write = connection.prepareStatement(WRITE + "?");
    PreparedStatement read = connection.prepareStatement(READ);
    return new Client() {
      @Override
      public void write(int value) throws SQLException {
        write.setInt(1, value);
        write.executeUpdate();
      }

      @Override
      public Seen read() throws SQLException {
        try (ResultSet row = read.executeQuery()) {
          row.next();
          return new Seen(row.getInt(1), row.getString(2));
        }
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }
}
