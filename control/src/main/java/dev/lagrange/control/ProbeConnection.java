package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.option.HostPort;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The monitor's connection to one node: opened when first needed, opened again when it broke. Not
 * thread-safe.
 */
final class ProbeConnection {

  private record Open(Connection connection, Stamp stamp, Probe probe, long unbrokenSince) {}

  /** What connections led to: another one that leads there tells that it has not crashed. */
  private record Life(ServerRun run, String name, long since) {}

  private final NodeId node;
  private final HostPort address;
  private final Vendor vendor;
  private final String database;
  private final Map<String, String> properties;
  private final Duration timeout;
  private final Ticker ticker;
  private @Nullable Open open;
  private @Nullable Life life;

  ProbeConnection(
      NodeId node,
      HostPort address,
      Vendor vendor,
      String database,
      Map<String, String> properties,
      Duration timeout,
      Ticker ticker) {
    this.node = node;
    this.address = address;
    this.vendor = vendor;
    this.database = database;
    this.properties = properties;
    this.timeout = timeout;
    this.ticker = ticker;
  }

  /**
   * Asks the node. Blocks up to the probe timeout, and as long again to connect.
   *
   * @throws SQLException if it does not answer; a connection that broke at once is replaced first,
   *     since that says little about the node
   */
  Observation observe() throws SQLException {
    Open current = open;
    if (current == null) {
      return observeOver(connect());
    }
    long started = ticker.read();
    try {
      return observeOver(current);
    } catch (SQLException e) {
      close();
      if (ticker.read() - started >= timeout.toNanos()) {
        throw e;
      }
      return observeOver(connect());
    }
  }

  private Observation observeOver(Open over) throws SQLException {
    long requestedAt = ticker.read();
    Reading reading;
    try {
      reading = over.probe.read(requestedAt);
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
    long took = ticker.read() - requestedAt;
    return new Observation(node, over.stamp, over.unbrokenSince, requestedAt, took, reading);
  }

  private Open connect() throws SQLException {
    Connection connection = vendor.connect(address, database, properties);
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
      connection.setAutoCommit(true);
      Stamp stamp = vendor.stamp(connection);
      Probe probe = vendor.probe(connection, stamp);
      Open made = new Open(connection, stamp, probe, unbrokenSince(stamp, probe.life()));
      open = made;
      return made;
    } catch (SQLException | RuntimeException e) {
      connection.abort(Runnable::run);
      throw e;
    }
  }

  private long unbrokenSince(Stamp stamp, @Nullable String name) {
    long now = ticker.read();
    ServerRun run = stamp.run();
    Life before = life;
    if (run == null || name == null) {
      life = null;
    } else if (before == null || !before.run.equals(run) || !before.name.equals(name)) {
      life = new Life(run, name, now);
    } else {
      return before.since;
    }
    return now;
  }

  /** Gives the connection up without waiting for the server. */
  void close() {
    Open current = open;
    open = null;
    if (current != null) {
      try {
        current.connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is given up either way, and nobody can act on how it went.
      }
    }
  }
}
