package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Liquibase by its URL, beside the application's pool, on a cluster of which one replica stands
 * still.
 */
final class LiquibaseIT {

  private static final String CHANGES = "changes.sql";

  @TempDir Path folder;
  private LaggingCluster cluster;

  @BeforeEach
  void start() {
    cluster = new LaggingCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void whatAChangeMadeIsThereAtOnce() throws Exception {
    assertThat(readBack("eventual").stale()).isZero();
  }

  @Test
  void weakIsCaught() throws Exception {
    assertThat(readBack("weak").stale()).isPositive();
  }

  private Tally readBack(String consistency) throws Exception {
    Path changes = Files.writeString(folder.resolve(CHANGES), "--liquibase formatted sql\n");
    return new FreshTables(cluster)
        .readBack(
            "Liquibase",
            consistency,
            (pool, version, script) -> {
              Files.writeString(
                  changes,
                  "--changeset test:" + version + "\n" + script + "\n",
                  StandardOpenOption.APPEND);
              update();
            });
  }

  private void update() throws Exception {
    try (DirectoryResourceAccessor files = new DirectoryResourceAccessor(folder)) {
      Scope.child(
          Map.of(Scope.Attr.resourceAccessor.name(), files),
          () ->
              new CommandScope("update")
                  .addArgumentValue("url", cluster.url("eventual"))
                  .addArgumentValue("driver", "dev.lagrange.driver.LagrangeDriver")
                  .addArgumentValue("changelogFile", CHANGES)
                  .execute());
    }
  }
}
