package dev.lagrange.verifier.target;

import dev.lagrange.routing.route.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a URL of pgjdbc leads to. Its pool hands out any idle connection, and not, as others do,
 * the one that the thread had last: what balances connections between nodes must get the chance to
 * show a session one node after another. Thread-safe.
 */
final class PlainTarget implements Target {

  static final String PREFIX = "jdbc:postgresql:";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SPARE_CONNECTIONS = 2;

  private final Address address;
  private final String url;
  private final @Nullable String greeting;
  private final Semaphore free;
  private final int size;
  private final List<Connection> idle = new ArrayList<>();
  private int open;
  private boolean closed;

  /**
   * At one of the URLs of an address.
   *
   * @param greeting what each connection runs first; null for nothing
   */
  PlainTarget(Address address, String url, @Nullable String greeting) throws SQLException {
    this.address = address;
    this.url = url;
    this.greeting = greeting;
    this.size = address.sessions() + SPARE_CONNECTIONS;
    this.free = new Semaphore(size);
    giveBack(first(), true);
  }

  private Connection first() throws SQLException {
    try {
      return connect(false);
    } catch (SQLException e) {
      Throwable cause = e.getCause();
      throw new SQLException(
          "No connection to %s: %s%s"
              .formatted(
                  Address.masked(url), e.getMessage(), cause == null ? "" : " (" + cause + ")"),
          e.getSQLState(),
          e);
    }
  }

  @Override
  public Connection connect(boolean writes) throws SQLException {
    try {
      if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException(
            "None of %d connections to %s was given back within %d s"
                .formatted(size, address.masked(), PATIENCE.toSeconds()),
            "08001");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("Interrupted", "08001", e);
    }
    Connection taken = take();
    if (taken != null) {
      return taken;
    }
    try {
      return open();
    } catch (SQLException e) {
      forget();
      throw e;
    }
  }

  private Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties());
    if (greeting != null) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(greeting);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  /** One that is idle; null to open another one, as long as there are not enough to choose from. */
  private synchronized @Nullable Connection take() {
    if (open < size) {
      open++;
      return null;
    }
    int last = idle.size() - 1;
    int any = ThreadLocalRandom.current().nextInt(idle.size());
    Connection taken = idle.set(any, idle.get(last));
    idle.remove(last);
    return taken;
  }

  private synchronized void forget() {
    open--;
    free.release();
  }

  @Override
  public void giveBack(Connection connection, boolean succeeded) throws SQLException {
    if (!succeeded && !connection.isValid((int) PATIENCE.toSeconds())) {
      forget();
      connection.close();
      return;
    }
    synchronized (this) {
      if (!closed) {
        idle.add(connection);
        free.release();
        return;
      }
    }
    connection.close();
  }

  /** What the URL says wins. */
  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("socketTimeout", Integer.toString(Address.SOCKET_TIMEOUT_SECONDS));
    properties.setProperty("connectTimeout", Integer.toString(Address.CONNECT_TIMEOUT_SECONDS));
    properties.setProperty("ApplicationName", "lagrange verify");
    return properties;
  }

  @Override
  public @Nullable Reason takeReason(@Nullable Connection connection) {
    return null;
  }

  @Override
  public boolean carriesTokens() {
    return false;
  }

  @Override
  public boolean staysConnected() {
    return false;
  }

  @Override
  public boolean knowsWrites() {
    return false;
  }

  @Override
  public int losses() {
    return 0;
  }

  @Override
  public void close() {
    List<Connection> closing;
    synchronized (this) {
      closed = true;
      closing = List.copyOf(idle);
      idle.clear();
    }
    for (Connection connection : closing) {
      try {
        connection.close();
      } catch (SQLException e) {
        // it is gone either way
      }
    }
  }
}
