package dev.lagrange.applications;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;

/**
 * Liquibase by its URL, beside the application's pool, on a cluster of which one replica stands
 * still.
 */
final class LiquibaseIT extends Migration {

  private static final String CHANGES = "changes.sql";

  @Override
  Tally readBack(String consistency) throws Exception {
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
