package dev.lagrange.benchmarks.stub;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.routing.option.HostPort;
import java.sql.Connection;
import javax.sql.DataSource;

/** Connections to nowhere, for a pool without Lagrange. */
@Delegating
public abstract class StubDataSource implements DataSource {

  private final HostPort node = new HostPort("a", 1);

  StubDataSource() {}

  /** The data source. */
  public static DataSource create() {
    return new DelegatingStubDataSource();
  }

  final DataSource delegate() {
    throw new UnsupportedOperationException("no benchmark needs this of a data source");
  }

  @Override
  public final Connection getConnection() {
    return new DelegatingStubConnection(node, "idle");
  }

  @Override
  public final void setLoginTimeout(int seconds) {}

  @Override
  public final int getLoginTimeout() {
    return 0;
  }
}
