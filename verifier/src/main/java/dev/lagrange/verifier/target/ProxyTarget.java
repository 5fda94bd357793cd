package dev.lagrange.verifier.target;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.route.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lagrange's proxy behind a URL of pgjdbc. Each connection declares the level, and is asked after
 * each operation why it went where it went; the scope is the proxy's. Thread-safe.
 */
final class ProxyTarget implements Target {

  private final PlainTarget pool;
  private final SessionScope scope;
  private final boolean bounded;
  private final AtomicInteger losses = new AtomicInteger();

  private ProxyTarget(Address address, SessionScope scope) throws SQLException {
    String declares = "SET lagrange.consistency = '" + address.level() + "'";
    this.pool = new PlainTarget(address, address.url(), declares);
    this.scope = scope;
    this.bounded = address.level().level() == ConsistencyLevel.BOUNDED;
  }

  /** What is behind a URL of pgjdbc: the proxy, if something there knows its settings. */
  static Target orPlain(Address address) throws SQLException {
    PlainTarget plain = new PlainTarget(address, address.url(), null);
    SessionScope scope = scope(plain);
    if (scope == null) {
      return plain;
    }
    plain.close();
    return new ProxyTarget(address, scope);
  }

  /** A server knows no such setting, and says so. */
  private static @Nullable SessionScope scope(PlainTarget plain) throws SQLException {
    Connection connection = plain.connect(false);
    String scope = shown(connection, "lagrange.sessionScope");
    plain.giveBack(connection, scope != null);
    return scope == null ? null : SessionScope.valueOf(scope.toUpperCase(Locale.ROOT));
  }

  private static @Nullable String shown(Connection connection, String name) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + name)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public Connection connect(boolean writes) throws SQLException {
    return pool.connect(writes);
  }

  @Override
  public void giveBack(Connection connection, boolean succeeded) throws SQLException {
    pool.giveBack(connection, succeeded);
  }

  @Override
  public @Nullable Reason takeReason(@Nullable Connection connection) {
    String route = connection == null ? null : shown(connection, "lagrange.route");
    if (route == null) {
      return null;
    }
    for (Reason reason : Reason.values()) {
      if (route.endsWith(", because " + reason.sentence())) {
        return reason;
      }
    }
    return null;
  }

  @Override
  public boolean carriesTokens() {
    return false;
  }

  /** As through the driver. */
  @Override
  public boolean staysConnected() {
    return scope == SessionScope.CONNECTION || scope == SessionScope.DATASOURCE || bounded;
  }

  /** The proxy is one process for all its clients. */
  @Override
  public boolean knowsWrites() {
    return scope != SessionScope.CONNECTION;
  }

  @Override
  public int losses() {
    return losses.get();
  }

  /** One client is told for all that share a session, which only a connection's own is not. */
  @Override
  public void toldOfLoss() {
    if (scope != SessionScope.CONNECTION) {
      losses.incrementAndGet();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
