package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.LagrangeDataSource;
import java.nio.file.Files;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Flyway with a data source of its own, beside the application's pool, on a cluster of which one
 * replica stands still. At weak Flyway would miss what it noted itself, and stop: there only the
 * application is at weak.
 */
final class FlywayIT extends Migration {

  @Override
  Tally readBack(String consistency) throws Exception {
    return new FreshTables(cluster)
        .readBack(
            "Flyway",
            consistency,
            (pool, version, script) -> {
              Files.writeString(folder.resolve("V" + version + "__fresh.sql"), script);
              // It keeps a lock of the session, which binds the connection that it used to the
              // primary: it has one of its own. Its own look at a URL knows no Lagrange.
              try (LagrangeDataSource own =
                  new LagrangeDataSource(cluster.url("eventual"), Map.of())) {
                assertThat(migrate(own)).isOne();
              }
            });
  }

  private int migrate(DataSource own) {
    return Flyway.configure()
        .dataSource(own)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .locations("filesystem:" + folder)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
