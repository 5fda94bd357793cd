package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL server on this machine, with binary log and GTIDs as a replicated one has them, and with
 * the schema {@link #DATABASE} for the ordinary user {@link #APP_USER}. It listens on the loopback
 * address only. Thread-safe. {@link #close()} kills it and deletes its data; the end of the JVM,
 * even by SIGKILL, kills it too. Connector/J must be on the class path.
 */
public final class MysqlServer implements AutoCloseable {
  /** The schema of the application. */
  public static final String DATABASE = "app";

  /** A user who may do everything in {@link #DATABASE}, and nothing else. */
  public static final String APP_USER = "app";

  /** The password of {@link #APP_USER}. */
  public static final String APP_PASSWORD = "app";

  /** Why a test is skipped when {@link #find()} finds nothing, and what to do about it. */
  public static final String NOT_FOUND = MysqlBinary.PROGRAM.notFound();

  static final String REPLICATION_USER = "replication";
  static final String REPLICATION_PASSWORD = "replication-password";

  private static final int PORT_ATTEMPTS = 5;

  private static final List<String> OPTIONS =
      List.of(
          "--bind-address=" + Link.HOST,
          "--mysqlx=OFF",
          "--socket=mysqld.sock", // relative to the data directory: such a path must be short
          "--pid-file=mysqld.pid",
          "--secure-file-priv=NULL",
          "--log-bin=binlog",
          "--gtid-mode=ON",
          "--enforce-gtid-consistency=ON",
          "--skip-replica-start",
          "--event-scheduler=OFF",
          "--max-connections=50",
          "--table-open-cache=200",
          "--table-definition-cache=400",
          "--innodb-buffer-pool-size=24M",
          "--innodb-redo-log-capacity=32M",
          "--innodb-flush-log-at-trx-commit=0",
          "--innodb-flush-method=nosync",
          "--sync-binlog=0");

  private final MysqlBinary binary;
  private final Sandbox sandbox = Sandbox.ofThisMachine();
  private volatile @Nullable AtExit atExit;
  private @Nullable Path folder;
  private @Nullable ServerProcess server;
  private volatile int port;

  private MysqlServer(MysqlBinary binary) {
    this.binary = binary;
  }

  /**
   * A server that is not started yet, of the {@code mysqld} that the system property {@code
   * lagrange.mysqld} or the environment variable {@code LAGRANGE_MYSQLD} names, else of the first
   * on the {@code PATH}. Empty if there is none; {@link #NOT_FOUND} says so.
   *
   * @throws IllegalStateException if one is named that is no MySQL server, or if this is not Linux
   */
  public static Optional<MysqlServer> find() {
    return MysqlBinary.find().map(MysqlServer::new);
  }

  /**
   * Starts it with fresh data and blocks until it takes connections.
   *
   * @return this server
   * @throws IllegalStateException if it runs already, or does not start in time; with the tail of
   *     its log
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public synchronized MysqlServer start() {
    if (folder != null) {
      throw new IllegalStateException("The MySQL server was started before");
    }
    try {
      CacheFolder cache = CacheFolder.open();
      MysqlTemplate template = MysqlTemplate.in(cache, binary, sandbox);
      Path made = cache.newCluster();
      folder = made;
      atExit = AtExit.run(this::closeNow);
      template.copyTo(made.resolve("data"));
      launch(made);
      return this;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("The MySQL server could not be started", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The version, as the server tells it: {@code 8.4.7}. */
  public String version() {
    return binary.version();
  }

  /** The port on the loopback address. */
  public int port() {
    return port;
  }

  /**
   * The URL of Connector/J for {@link #DATABASE}; ends with a query, to be continued by an
   * ampersand.
   */
  public String jdbcUrl() {
    return "jdbc:mysql://"
        + Link.HOST
        + ":"
        + port
        + "/"
        + DATABASE
        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
  }

  /**
   * Connects to {@link #DATABASE} as the superuser.
   *
   * @throws SQLException if the server refuses or does not run
   */
  public Connection connectAsRoot() throws SQLException {
    return connect("root", "");
  }

  /**
   * Connects to {@link #DATABASE}.
   *
   * @throws SQLException if the server refuses or does not run
   */
  public Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user, password);
  }

  /**
   * Refuses writes of everyone ({@code super_read_only}) as a replica does, or takes them again.
   */
  public void setReadOnly(boolean readOnly) {
    if (readOnly) {
      execute("SET GLOBAL super_read_only = ON");
    } else {
      execute("SET GLOBAL read_only = OFF");
    }
  }

  /**
   * Makes this server, on which nothing was written yet, a read-only replica of another. Does not
   * wait until it has caught up.
   */
  public void replicateFrom(MysqlServer primary) {
    execute(
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '"
            + Link.HOST
            + "', SOURCE_PORT = "
            + primary.port()
            + ", SOURCE_USER = '"
            + REPLICATION_USER
            + "', SOURCE_PASSWORD = '"
            + REPLICATION_PASSWORD
            + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1");
    execute("START REPLICA");
    setReadOnly(true);
  }

  /**
   * Waits up to {@link Await#PATIENCE} until this replica has applied what the other server has
   * committed.
   *
   * @throws IllegalStateException if it does not get there in time
   */
  public void awaitCaughtUpWith(MysqlServer primary) {
    String committed = primary.query("SELECT @@GLOBAL.gtid_executed");
    Await.until(
        "the replica to apply " + committed,
        Await.PATIENCE,
        () -> query("SELECT GTID_SUBSET('" + committed + "', @@GLOBAL.gtid_executed)").equals("1"));
  }

  /** Kills the server and deletes its data. Does nothing the second time. */
  @Override
  public void close() {
    closeNow();
    if (atExit != null) {
      atExit.cancel();
    }
  }

  @Override
  public String toString() {
    return "MySQL " + version() + " on port " + port;
  }

  private void launch(Path home) throws IOException {
    Path data = home.resolve("data");
    Path log = home.resolve("log");
    for (int attempt = 1; ; attempt++) {
      port = FreePort.find();
      // the port tells the servers of one replication apart, too
      List<String> own = List.of("--datadir=" + data, "--port=" + port, "--server-id=" + port);
      List<String> command = binary.command(own);
      command.addAll(OPTIONS);
      ServerProcess started = new ServerProcess(sandbox.start(command, log));
      server = started;
      Await.until(
          "MySQL to take connections", Await.PATIENCE, () -> !started.isAlive() || answers());
      if (started.isAlive()) {
        return;
      }
      String said = LogTail.of(log);
      if (attempt == PORT_ATTEMPTS || !said.contains("Bind on TCP/IP port")) {
        throw new IllegalStateException("MySQL did not start: " + said);
      }
    }
  }

  private boolean answers() throws SQLException {
    try (Connection connection = connectAsRoot()) {
      return connection.isValid(5);
    }
  }

  private void execute(String sql) {
    try (Connection connection = connectAsRoot();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(this + " failed at " + sql + ": " + e.getMessage(), e);
    }
  }

  private String query(String sql) {
    try (Connection connection = connectAsRoot();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(this + " failed at " + sql + ": " + e.getMessage(), e);
    }
  }

  private synchronized void closeNow() {
    try {
      if (server != null && server.isAlive()) {
        server.kill();
      }
      if (folder != null) {
        Shell.deleteTree(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
