package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What each application has to show on a cluster of which one replica stands still. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadBack {

  final LaggingCluster cluster = new LaggingCluster();

  @BeforeAll
  void start() throws Exception {
    create();
  }

  /** Makes the register, with a value of 0. */
  abstract void create() throws Exception;

  @AfterAll
  void stop() {
    cluster.close();
  }

  /** Writes and reads by turns, over a pool at some level. */
  abstract Tally readBack(String consistency) throws Exception;

  @Test
  void everyReadSeesTheWriteBeforeItAndMostAreOnReplicas() throws Exception {
    Tally tally = readBack("eventual");

    assertThat(tally.stale()).isZero();
    assertThat(tally.shareOnReplicas()).isGreaterThan(0.5);
  }

  @Test
  void weakIsCaught() throws Exception {
    assertThat(readBack("weak").stale()).isPositive();
  }
}
