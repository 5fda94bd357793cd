package dev.lagrange.control.postgresql;

import dev.lagrange.control.AsynchronousCommits;
import dev.lagrange.control.Barrier;
import dev.lagrange.control.Probe;
import dev.lagrange.control.SessionVariables;
import dev.lagrange.control.Stamp;
import dev.lagrange.control.Standby;
import dev.lagrange.control.TwoPhaseCommit;
import dev.lagrange.control.UnderWay;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Dialect;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/** PostgreSQL, through pgjdbc. */
public final class PostgresVendor implements Vendor {

  /**
   * The longest silence during a handshake, unless {@code socketTimeout} says otherwise: a machine
   * that vanishes in the middle of one would hold the thread that connects for ever.
   */
  private static final String HANDSHAKE_SECONDS = "10";

  /** A commit, which waits for the primary's own disk and for nobody else's. */
  private static final String FLUSH =
      """
      BEGIN;
      SET LOCAL synchronous_commit = local;
      SELECT pg_logical_emit_message(true, 'lagrange', '');
      COMMIT
      """;

  private final Driver driver = new Driver();

  /** The vendor; it keeps no state. */
  public PostgresVendor() {}

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
    return Arrays.stream(driver.getPropertyInfo("jdbc:postgresql://localhost/", new Properties()))
        .map((DriverPropertyInfo property) -> property.name)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Connection connect(HostPort node, String database, Map<String, String> properties)
      throws SQLException {
    Properties given = new Properties();
    given.putAll(properties);
    // Sent with the greeting, the application's name is what a reset goes back to.
    given.putIfAbsent("assumeMinServerVersion", "9.4");
    boolean unlimited = given.putIfAbsent("socketTimeout", HANDSHAKE_SECONDS) == null;
    String path = java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    Connection connection = driver.connect("jdbc:postgresql://" + node + "/" + path, given);
    if (connection == null) {
      throw new SQLException("pgjdbc does not accept the address '" + node + "'", "08001");
    }
    if (unlimited) {
      connection.setNetworkTimeout(Runnable::run, 0);
    }
    return connection;
  }

  @Override
  public Stamp stamp(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PostgresStamp.QUERY)) {
      row.next();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= PostgresStamp.COLUMNS; i++) {
        columns.add(row.getString(i));
      }
      return PostgresStamp.of(columns, connection.unwrap(PGConnection.class).getBackendPID());
    }
  }

  @Override
  public Probe probe(Connection connection, Stamp stamp) throws SQLException {
    return new PostgresProbe(connection, stamp.run() != null);
  }

  @Override
  public Barrier barrier(Connection connection) {
    return new PostgresBarrier(connection);
  }

  @Override
  public Barrier flush(Connection connection) {
    return () -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute(FLUSH);
      }
    };
  }

  @Override
  public Set<Long> shown(Connection replica, UnderWay transactions) throws SQLException {
    return HiddenTransactions.shownBy(replica, transactions);
  }

  @Override
  public Set<Long> waiting(Connection primary, UnderWay transactions) throws SQLException {
    return HiddenTransactions.waitingOn(primary, transactions);
  }

  @Override
  public CatalogReader catalogReader(UserFunctions trust) {
    return new PostgresCatalogReader(trust);
  }

  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    return connection.unwrap(PgConnection.class).getTransactionState() != TransactionState.IDLE;
  }

  @Override
  public boolean inFailedTransaction(Connection connection) throws SQLException {
    return connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.FAILED;
  }

  @Override
  public List<Standby> standbys(Connection primary) throws SQLException {
    return StreamingStandbys.of(primary);
  }

  @Override
  public AsynchronousCommits asynchronousCommits() {
    return new PostgresAsynchronousCommits();
  }

  /** As {@code datatype.mood=com.example.Mood}: the class of a type that the application has. */
  @Override
  public boolean takesProperty(String name) {
    return name.startsWith("datatype.");
  }

  @Override
  public TwoPhaseCommit twoPhaseCommit() {
    return new PostgresTwoPhaseCommit();
  }

  @Override
  public SessionVariables sessionVariables() {
    return new PostgresSessionVariables();
  }

  @Override
  public void reset(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DISCARD ALL");
    }
  }
}
