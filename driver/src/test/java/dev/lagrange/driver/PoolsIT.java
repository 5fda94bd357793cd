package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.beans.PropertyVetoException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications' pools in front of the driver: what one connection wrote, another of them reads. */
final class PoolsIT {

  private static final int SIZE = 2;
  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static PostgresCluster cluster;

  /** A pool of two connections. */
  enum Pool {
    HIKARI {
      @Override
      DataSource over(String url) {
        HikariConfig config = new HikariConfig();
        // made by name and set as a bean
        config.setDataSourceClassName(LagrangeDataSource.class.getName());
        config.addDataSourceProperty("url", url);
        config.setMaximumPoolSize(SIZE);
        return new HikariDataSource(config);
      }
    },
    AGROAL {
      @Override
      DataSource over(String url) throws SQLException {
        return AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    pool ->
                        pool.maxSize(SIZE)
                            .acquisitionTimeout(Duration.ofMinutes(1))
                            .connectionFactoryConfiguration(
                                factory ->
                                    factory
                                        .connectionProviderClass(LagrangeDriver.class)
                                        .jdbcUrl(url))));
      }
    },
    C3P0 {
      @Override
      DataSource over(String url) throws PropertyVetoException {
        ComboPooledDataSource pool = new ComboPooledDataSource();
        pool.setDriverClass(LagrangeDriver.class.getName());
        pool.setJdbcUrl(url);
        pool.setInitialPoolSize(SIZE);
        pool.setMinPoolSize(SIZE);
        pool.setMaxPoolSize(SIZE);
        return pool;
      }
    };

    abstract DataSource over(String url) throws Exception;
  }

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE t (id int PRIMARY KEY, v int)");
      LagrangeUrl.execute(owner, "INSERT INTO t VALUES (1, 0)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void heal() {
    for (PostgresNode replica : cluster.replicas()) {
      if (!replica.isRunning()) {
        replica.start();
      }
      replica.resumeReplay();
    }
    cluster.awaitReplicasCaughtUp();
  }

  /** HikariCP closes no data source that it made. */
  private static void close(DataSource pool) throws Exception {
    LagrangeDataSource made =
        pool instanceof HikariDataSource hikari ? hikari.unwrap(LagrangeDataSource.class) : null;
    ((AutoCloseable) pool).close();
    if (made != null) {
      made.close();
    }
  }

  private static int read(Connection connection) throws SQLException {
    return Integer.parseInt(LagrangeUrl.value(connection, READ));
  }

  @ParameterizedTest
  @EnumSource
  void anotherPooledConnectionReadsTheWriteWhileReplicasArePaused(Pool kind) throws Exception {
    DataSource pool = kind.over(LagrangeUrl.of(cluster, "probeInterval=50ms"));
    try (Connection writer = pool.getConnection();
        Connection reader = pool.getConnection()) {
      LagrangeUrl.awaitReadOnReplica(reader, READ);
      int before = read(reader);
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      LagrangeUrl.execute(writer, "UPDATE t SET v = v + 1 WHERE id = 1");
      assertThat(read(reader)).isEqualTo(before + 1);
      assertThat(LagrangeUrl.route(reader)).startsWith("primary");
      // the same connection without the promise reads what a replica shows
      LagrangeUrl.execute(reader, "SET lagrange.consistency = 'weak'");
      Await.until(
          "a weak read to miss the write",
          Await.PATIENCE,
          () -> read(reader) == before && LagrangeUrl.route(reader).startsWith("replica"));
    } finally {
      close(pool);
    }
  }

  @ParameterizedTest
  @EnumSource
  void replicaThatIsKilledEvictsNoConnection(Pool kind) throws Exception {
    DataSource pool = kind.over(LagrangeUrl.of(cluster, "probeInterval=50ms&selector=roundRobin"));
    try {
      Set<Connection> before = logicalConnections(pool);
      try (Connection reader = pool.getConnection()) {
        LagrangeUrl.awaitReadOnReplica(reader, READ);
        cluster.replicas().get(0).kill();
        for (int i = 0; i < 20; i++) {
          read(reader);
        }
        LagrangeUrl.awaitReadOnReplica(reader, READ);
      }
      assertThat(logicalConnections(pool)).isEqualTo(before);
    } finally {
      close(pool);
    }
  }

  /** The driver's connections in a pool, by identity: all of them are taken at once. */
  private static Set<Connection> logicalConnections(DataSource pool) throws SQLException {
    Set<Connection> logical = new HashSet<>();
    try (Connection one = pool.getConnection();
        Connection other = pool.getConnection()) {
      for (Connection pooled : new Connection[] {one, other}) {
        logical.add(pooled.unwrap(dev.lagrange.driver.connection.RoutedConnection.class));
      }
    }
    assertThat(logical).hasSize(SIZE);
    return logical;
  }
}
