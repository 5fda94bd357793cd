package dev.lagrange.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One statement from the application's call to the last row, over servers that answer at once. What
 * an access costs beyond {@link Access#HIKARI} is what Lagrange adds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatementBenchmark {

  private static final String READ = "SELECT balance FROM account WHERE id = 1";
  private static final String READ_BY_ID = "SELECT balance FROM account WHERE id = ?";
  private static final String WRITE = "UPDATE account SET balance = balance + 1 WHERE id = 1";

  /** What is measured; JMH sets it. */
  @Param public Access access;

  private DataSource source;
  private Connection connection;
  private PreparedStatement prepared;

  /** Opens what is reused between calls. */
  @Setup
  public void open() throws SQLException {
    source = access.open();
    connection = source.getConnection();
    prepared = connection.prepareStatement(READ_BY_ID);
  }

  /** Closes it. */
  @TearDown
  public void close() throws Exception {
    connection.close();
    ((AutoCloseable) source).close();
  }

  /** A connection opened for one statement, as frameworks do outside of transactions. */
  @Benchmark
  public int pooled() throws SQLException {
    try (Connection fresh = source.getConnection()) {
      return read(fresh);
    }
  }

  /** The same with a prepared statement and a parameter. */
  @Benchmark
  public int pooledPrepared() throws SQLException {
    try (Connection fresh = source.getConnection();
        PreparedStatement statement = fresh.prepareStatement(READ_BY_ID)) {
      return readById(statement);
    }
  }

  /** A new statement on a connection that stays open. */
  @Benchmark
  public int keptOpen() throws SQLException {
    return read(connection);
  }

  /** A prepared statement executed again. */
  @Benchmark
  public int reexecuted() throws SQLException {
    return readById(prepared);
  }

  /** A write on a connection that stays open. */
  @Benchmark
  public int write() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(WRITE);
    }
  }

  private static int read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(READ)) {
      return first(rows);
    }
  }

  private static int readById(PreparedStatement statement) throws SQLException {
    statement.setInt(1, 1);
    try (ResultSet rows = statement.executeQuery()) {
      return first(rows);
    }
  }

  private static int first(ResultSet rows) throws SQLException {
    return rows.next() ? rows.getInt(1) : 0;
  }
}
