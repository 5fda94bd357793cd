package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each migration tool has to show, beside an application's pool. */
abstract class Migration {

  /** Where its scripts are. */
  @TempDir Path folder;

  LaggingCluster cluster;

  @BeforeEach
  void start() {
    cluster = new LaggingCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** Migrates again and again, while the application reads at some level. */
  abstract Tally readBack(String consistency) throws Exception;

  @Test
  void whatAMigrationMadeIsThereAtOnce() throws Exception {
    assertThat(readBack("eventual").stale()).isZero();
  }

  @Test
  void weakIsCaught() throws Exception {
    assertThat(readBack("weak").stale()).isPositive();
  }
}
