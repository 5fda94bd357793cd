package dev.lagrange.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dump through the proxy is the dump of the primary, and what it is restored to. */
@Timeout(60)
final class PgDumpIT {
  private static final String SCHEMA =
      """
      CREATE SCHEMA dumped;
      CREATE TABLE dumped.customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
      CREATE TABLE dumped.buys (
        id bigserial PRIMARY KEY, customer int REFERENCES dumped.customer, price numeric, notes bytea);
      CREATE VIEW dumped.spent AS
        SELECT customer, sum(price) AS total FROM dumped.buys GROUP BY customer;
      CREATE FUNCTION dumped.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
      INSERT INTO dumped.customer (name)
        SELECT 'name' || i || chr(9) || chr(92) FROM generate_series(1, 2000) i;
      INSERT INTO dumped.buys (customer, price, notes)
        SELECT 1 + i % 2000, i / 7.0, decode(md5(i::text), 'hex') FROM generate_series(1, 20000) i;
      """;

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws SQLException {
    assumeTrue(ClientProgram.PG_DUMP.isFound(), ClientProgram.PG_DUMP::notFound);
    assumeTrue(ClientProgram.PG_RESTORE.isFound(), ClientProgram.PG_RESTORE::notFound);
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
    try (Connection connection = proxy.connect("")) {
      Sql.execute(connection, SCHEMA);
    }
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      proxy.close();
      cluster.close();
    }
  }

  @Test
  void theDumpIsThatOfThePrimary() throws Exception {
    String direct = text(cluster.primary().directPort());
    assertThat(direct).contains("COPY dumped.buys", "name2000", "FUNCTION dumped.twice");
    assertThat(text(proxy.port())).isEqualTo(direct);
  }

  @Test
  void whatWasDumpedIsRestored() throws Exception {
    String before = text(cluster.primary().directPort());
    String archive = folder.resolve("archive").toString();
    dump(proxy.port(), "-Fc", "-f", archive).success();
    try (Connection connection = proxy.connect("")) {
      Sql.execute(connection, "DROP SCHEMA dumped CASCADE");
    }
    ClientRun.of(ClientProgram.PG_RESTORE, proxy.port(), "", "-e", "-d", "app", archive).success();
    assertThat(text(proxy.port())).isEqualTo(before);
  }

  @Test
  void severalConnectionsDumpOneSnapshot() throws Exception {
    String archive = folder.resolve("archive").toString();
    assertThat(dump(proxy.port(), "-Fd", "-j", "2", "-f", archive).success()).isEmpty();
  }

  /** The dump as SQL, but for the key that is drawn for each. */
  private static String text(int port) throws Exception {
    return dump(port).success().replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }

  private static ClientRun dump(int port, String... options) throws Exception {
    String[] all = new String[options.length + 2];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "-n";
    all[1] = "dumped";
    return ClientRun.of(ClientProgram.PG_DUMP, port, "", all);
  }
}
