package dev.lagrange.verifier.target;

import dev.lagrange.routing.route.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Two plain URLs: one for what may write, one for what only reads. Thread-safe. */
final class SplitTarget implements Target {

  private final Target writer;
  private final Target reader;
  private final Set<Connection> reading = ConcurrentHashMap.newKeySet();

  private SplitTarget(Target writer, Target reader) {
    this.writer = writer;
    this.reader = reader;
  }

  static SplitTarget open(Address address, String readUrl) throws SQLException {
    Target writer = new PlainTarget(address, address.url(), null);
    try {
      return new SplitTarget(writer, new PlainTarget(address, readUrl, null));
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public Connection connect(boolean writes) throws SQLException {
    if (writes) {
      return writer.connect(true);
    }
    Connection connection = reader.connect(false);
    reading.add(connection);
    return connection;
  }

  @Override
  public void giveBack(Connection connection, boolean succeeded) throws SQLException {
    Target lender = reading.remove(connection) ? reader : writer;
    lender.giveBack(connection, succeeded);
  }

  @Override
  public @Nullable Reason takeReason(@Nullable Connection connection) {
    return null;
  }

  @Override
  public boolean carriesTokens() {
    return false;
  }

  @Override
  public boolean staysConnected() {
    return false;
  }

  @Override
  public boolean knowsWrites() {
    return writer.knowsWrites() && reader.knowsWrites();
  }

  @Override
  public int losses() {
    return 0;
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
