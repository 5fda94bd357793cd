package dev.lagrange.benchmarks.stub;

import dev.lagrange.control.Barrier;
import dev.lagrange.control.Probe;
import dev.lagrange.control.Reading;
import dev.lagrange.control.Stamp;
import dev.lagrange.control.UnderWay;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.routing.token.ClusterId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Servers in memory that answer every question at once. The one at port 1 is the primary, all
 * others are replicas that have all it has. If the database is called {@code busy}, its position
 * moves on with every microsecond; otherwise it stands still.
 */
public final class StubVendor implements Vendor {

  /** The database of a primary that always writes. */
  public static final String BUSY = "busy";

  private static final ClusterId CLUSTER = new ClusterId("7300000000000000001");
  private static final Lsn REACHED = Lsn.parse("16/B374D848");

  /** The vendor; it keeps no state. */
  public StubVendor() {}

  @Override
  public String name() {
    return "stub";
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public Set<String> driverProperties() {
    return Set.of();
  }

  @Override
  public Connection connect(HostPort node, String database, Map<String, String> properties) {
    return new DelegatingStubConnection(node, database);
  }

  @Override
  public Stamp stamp(Connection connection) throws SQLException {
    HostPort node = connection.unwrap(StubConnection.class).node();
    // no two servers start at one moment
    Instant start = Instant.ofEpochSecond(node.port());
    return new Stamp(new ServerRun(CLUSTER, node.toString(), start), false);
  }

  @Override
  public Probe probe(Connection connection, Stamp stamp) throws SQLException {
    StubConnection stub = connection.unwrap(StubConnection.class);
    Role role = stub.node().port() == 1 ? Role.PRIMARY : Role.REPLICA;
    boolean busy = stub.database().equals(BUSY);
    return requestedAt -> {
      PostgresPosition position = PostgresPosition.of(1, busy ? movedOn() : REACHED);
      return role == Role.PRIMARY
          ? Reading.ofPrimary(position, position, null, UnderWay.NONE, null)
          : Reading.ofReplica(position, position, true);
    };
  }

  private static Lsn movedOn() {
    return new Lsn(REACHED.value() + System.nanoTime() / 1000);
  }

  @Override
  public Barrier barrier(Connection connection) {
    return () -> {};
  }

  @Override
  public Barrier flush(Connection connection) {
    return () -> {};
  }

  @Override
  public Set<Long> shown(Connection replica, UnderWay transactions) {
    return Set.of();
  }

  @Override
  public Set<Long> waiting(Connection primary, UnderWay transactions) {
    return Set.of();
  }

  /** It has any relation: what a catalog costs is not what is measured. */
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
}
