package dev.lagrange.control;

import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of server: how to connect to it, tell its runs apart, and ask it for its position. Found
 * by {@link java.util.ServiceLoader}; the name is the URL's subprotocol. Thread-safe.
 */
public interface Vendor {

  /** The subprotocol in the URL, such as {@code postgresql}. */
  String name();

  /** Whose SQL its servers speak. */
  Dialect dialect();

  /** The names of the properties that its JDBC driver takes. */
  Set<String> driverProperties();

  /** Whether its JDBC driver takes a property whose name is made up by the application. */
  default boolean takesProperty(String name) {
    return false;
  }

  /**
   * A new physical connection to one node. Blocks up to the driver's own limits.
   *
   * @param properties the driver's properties, user and password among them
   * @throws SQLException as the driver throws it
   */
  Connection connect(HostPort node, String database, Map<String, String> properties)
      throws SQLException;

  /** What the server behind a new connection is. One round trip. */
  Stamp stamp(Connection connection) throws SQLException;

  /** Makes a connection the monitor's own: prepares what probing needs. */
  Probe probe(Connection connection, Stamp stamp) throws SQLException;

  /**
   * What only a primary can finish whose synchronous replicas still follow it, over a connection of
   * its own. It throws LG004, too, if the server is told to wait for none, or the wait was
   * cancelled. No round trip.
   */
  Barrier barrier(Connection connection);

  /**
   * What brings all that a primary has logged to its disk, whoever follows it, over a connection of
   * its own. No round trip.
   */
  Barrier flush(Connection connection);

  /**
   * Of some transactions of the primary, as in {@link Reading#hidden}, those that a replica shows.
   * One round trip.
   */
  Set<Long> shown(Connection replica, UnderWay transactions) throws SQLException;

  /**
   * Of some transactions under way on a primary, as in {@link Reading#hidden}, those that may have
   * been logged and wait for standbys. One round trip.
   */
  Set<Long> waiting(Connection primary, UnderWay transactions) throws SQLException;

  /** What reads a database's catalog. No round trip. */
  CatalogReader catalogReader(UserFunctions trust);

  /** Whether the server says that a transaction is open, failed ones included. No round trip. */
  boolean inTransaction(Connection connection) throws SQLException;

  /** Whether the server refuses everything but the end of the transaction. No round trip. */
  boolean inFailedTransaction(Connection connection) throws SQLException;

  /**
   * The standbys that stream from a primary, those of logical replication not among them. One round
   * trip.
   *
   * @throws SQLException if the connection's user may not see them, or as the driver throws it
   */
  default List<Standby> standbys(Connection primary) throws SQLException {
    return List.of();
  }

  /** What makes commits asynchronous; null if its servers have no such thing. No round trip. */
  default @Nullable AsynchronousCommits asynchronousCommits() {
    return null;
  }

  /** How settings are given to other connections; null if they cannot be. No round trip. */
  default @Nullable SessionVariables sessionVariables() {
    return null;
  }

  /** How transactions are prepared; null if its servers cannot. No round trip. */
  default @Nullable TwoPhaseCommit twoPhaseCommit() {
    return null;
  }

  /** Makes a connection as new: session state gone, nothing prepared, nothing locked. */
  void reset(Connection connection) throws SQLException;
}
