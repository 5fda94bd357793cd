package dev.lagrange.driver.node;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.control.Stamp;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A physical connection that knows which run of which server it reached, and since when it is open.
 * A position probed from the same run after that moment holds for this connection too: a restart
 * would have broken it.
 */
@Delegating
public abstract class StampedConnection implements Connection {

  private final Connection delegate;
  private final Stamp stamp;
  private final long openedAt;
  private final OpenConnections register;
  private final CommitSetting commits = new CommitSetting();
  private final GivenSettings settings = new GivenSettings();

  StampedConnection(Connection delegate, Stamp stamp, long openedAt, OpenConnections register) {
    this.delegate = delegate;
    this.stamp = stamp;
    this.openedAt = openedAt;
    this.register = register;
    register.add(delegate);
  }

  final Connection delegate() {
    return delegate;
  }

  /** What the connection learned of its server right after the handshake. */
  public final Stamp stamp() {
    return stamp;
  }

  /** When it was open, in nanoseconds of the ticker. */
  public final long openedAt() {
    return openedAt;
  }

  /** How what commits over it is acknowledged. */
  public final CommitSetting commits() {
    return commits;
  }

  /** Which settings of a session it was given. */
  public final GivenSettings settings() {
    return settings;
  }

  @Override
  public final void close() throws SQLException {
    register.remove(delegate);
    delegate.close();
  }

  @Override
  public final void setClientInfo(String name, String value) throws SQLClientInfoException {
    delegate.setClientInfo(name, value);
  }

  @Override
  public final void setClientInfo(Properties properties) throws SQLClientInfoException {
    delegate.setClientInfo(properties);
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }
}
