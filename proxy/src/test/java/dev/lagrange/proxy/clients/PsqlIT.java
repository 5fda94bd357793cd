package dev.lagrange.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts of psql say the same through the proxy as on the primary. */
@Timeout(60)
final class PsqlIT {
  private static final String SCRIPT =
      """
      DROP TABLE IF EXISTS s;
      CREATE TABLE s (id int PRIMARY KEY, v text);
      INSERT INTO s VALUES (1, 'a') \\; INSERT INTO s VALUES (2, 'b') \\; SELECT count(*) FROM s;
      \\copy s FROM STDIN
      3\tc
      4\td
      \\.
      \\copy (SELECT * FROM s ORDER BY id) TO STDOUT
      \\d s
      \\d
      \\dt pg_catalog.pg_class
      \\df pg_sleep
      \\l app
      BEGIN;
      UPDATE s SET v = 'z' WHERE id = 1;
      SELECT v FROM s WHERE id = 1;
      ROLLBACK;
      SELECT v FROM s WHERE id = 1;
      SELECT * FROM nowhere;
      INSERT INTO s VALUES (1, 'again');
      SELECT $1 || $2 \\bind 'x' 'y' \\g
      SELECT v FROM s WHERE id = $1 \\parse by_id
      \\bind_named by_id 2 \\g
      \\close_prepared by_id
      \\bind_named by_id 2 \\g
      \\startpipeline
      INSERT INTO s VALUES ($1, 'e') \\bind 5 \\sendpipeline
      SELECT count(*) FROM s \\bind \\sendpipeline
      \\syncpipeline
      SELECT v FROM s WHERE id = $1 \\bind 5 \\sendpipeline
      \\endpipeline
      SELECT id, v FROM s ORDER BY id \\gdesc
      SELECT 'SELECT ' || id FROM s ORDER BY id \\gexec
      \\set FETCH_COUNT 2
      SELECT id FROM s ORDER BY id;
      \\unset FETCH_COUNT
      PREPARE q (int) AS SELECT v FROM s WHERE id = $1;
      EXECUTE q (2);
      DEALLOCATE q;
      SET search_path = nowhere;
      SHOW search_path;
      SELECT count(*) FROM s;
      RESET search_path;
      SELECT count(*) FROM s;
      DO $$ BEGIN RAISE NOTICE 'noticed'; END $$;
      DROP TABLE s;
      """;

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    assumeTrue(ClientProgram.PSQL.isFound(), ClientProgram.PSQL::notFound);
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      proxy.close();
      cluster.close();
    }
  }

  @Test
  void aScriptSaysTheSame() throws Exception {
    String direct = psql(cluster.primary().directPort(), "-XAe").success();
    assertThat(direct).contains("noticed", "Indexes:", "4\td");
    assertThat(psql(proxy.port(), "-XAe").success()).isEqualTo(direct);
  }

  @Test
  void severalStatementsAreOneTransaction() throws Exception {
    ClientRun.of(ClientProgram.PSQL, proxy.port(), "", "-Xqc", "CREATE TABLE one (id int)")
        .success();
    ClientRun failed =
        ClientRun.of(
            ClientProgram.PSQL,
            proxy.port(),
            "",
            "-Xqc",
            "INSERT INTO one VALUES (1); SELECT 1/0; INSERT INTO one VALUES (2)");
    assertThat(failed.output()).contains("division by zero");
    assertThat(
            ClientRun.of(ClientProgram.PSQL, proxy.port(), "", "-XqAtc", "SELECT count(*) FROM one")
                .success())
        .isEqualTo("0\n");
  }

  private static ClientRun psql(int port, String... options) throws Exception {
    return ClientRun.of(ClientProgram.PSQL, port, SCRIPT, options);
  }
}
