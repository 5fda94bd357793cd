package dev.lagrange.control;

import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster of {@link FakeNode}s, as a kind of server. Thread-safe. */
public final class FakeVendor implements Vendor {

  private final Map<HostPort, FakeNode> nodes = new LinkedHashMap<>();
  private final Map<Connection, FakeNode> connections = new ConcurrentHashMap<>();

  /** A cluster of nodes with these names, all replicas at 0. */
  public FakeVendor(String... hosts) {
    for (String host : hosts) {
      HostPort address = new HostPort(host, 5432);
      nodes.put(address, new FakeNode(address, nodes.size()));
    }
  }

  /** One of its nodes. */
  public FakeNode node(String host) {
    FakeNode node = nodes.get(new HostPort(host, 5432));
    if (node == null) {
      throw new IllegalArgumentException("no node " + host);
    }
    return node;
  }

  /** Where it is. */
  public ClusterUrl url() {
    String hosts = nodes.keySet().stream().map(HostPort::toString).collect(Collectors.joining(","));
    return ClusterUrl.parse("jdbc:lagrange:postgresql://" + hosts + "/db");
  }

  /** Options under which nodes are probed only when somebody asks. */
  public static Options onDemand() {
    return Options.DEFAULTS.with(OptionTable.PROBE_INTERVAL, Duration.ofMinutes(1));
  }

  /** A monitor of this cluster. */
  public ClusterMonitor monitor(Options options, Ticker ticker) throws SQLException {
    return ClusterMonitor.start(this, url(), options, ticker, RoutingListener.NONE);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public Set<String> driverProperties() {
    return Set.of("user", "password");
  }

  @Override
  public Connection connect(HostPort address, String database, Map<String, String> properties)
      throws SQLException {
    FakeNode node = node(address.host());
    Connection connection = node.connect();
    connections.put(connection, node);
    return connection;
  }

  @Override
  public Stamp stamp(Connection connection) throws SQLException {
    return nodeOf(connection).stamp(connection);
  }

  @Override
  public Probe probe(Connection connection, Stamp stamp) {
    FakeNode node = nodeOf(connection);
    return new Probe() {
      @Override
      public Reading read(long requestedAt) throws SQLException {
        return node.read(connection);
      }

      @Override
      public @Nullable String life() throws SQLException {
        return node.life(connection);
      }
    };
  }

  @Override
  public Barrier barrier(Connection connection) {
    FakeNode node = nodeOf(connection);
    return () -> node.pass(connection);
  }

  @Override
  public Barrier flush(Connection connection) {
    return barrier(connection);
  }

  @Override
  public Set<Long> shown(Connection replica, UnderWay transactions) throws SQLException {
    return nodeOf(replica).shown(replica, transactions);
  }

  @Override
  public Set<Long> waiting(Connection primary, UnderWay transactions) throws SQLException {
    return nodeOf(primary).waiting(primary, transactions);
  }

  /** It has any relation, and no function: scripted nodes hold no data. */
  @Override
  public CatalogReader catalogReader(UserFunctions trust) {
    return connection -> Catalog.NONE;
  }

  @Override
  public boolean inFailedTransaction(Connection connection) {
    return false;
  }

  @Override
  public boolean inTransaction(Connection connection) {
    return false;
  }

  @Override
  public void reset(Connection connection) {}

  private FakeNode nodeOf(Connection connection) {
    FakeNode node = connections.get(connection);
    if (node == null) {
      throw new IllegalArgumentException("not a connection of this cluster");
    }
    return node;
  }
}
