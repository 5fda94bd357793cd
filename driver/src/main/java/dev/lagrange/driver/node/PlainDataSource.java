package dev.lagrange.driver.node;

import dev.lagrange.routing.error.SqlState;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientException;
import java.sql.Wrapper;
import java.util.logging.Logger;
import javax.sql.CommonDataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a data source has to have beside its connections, and Lagrange's have not: a log writer, a
 * login timeout, something to unwrap.
 */
public abstract class PlainDataSource implements CommonDataSource, Wrapper {

  /** For those that extend it. */
  protected PlainDataSource() {}

  @Override
  public final @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public final void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public final void setLoginTimeout(int seconds) {}

  @Override
  public final int getLoginTimeout() {
    return 0;
  }

  @Override
  public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Lagrange logs through slf4j", "0A000");
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLNonTransientException(
        "A Lagrange data source is no " + type.getName(), SqlState.INVALID_OPTION.code());
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
