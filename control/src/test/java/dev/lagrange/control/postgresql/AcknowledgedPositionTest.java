package dev.lagrange.control.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import org.junit.jupiter.api.Test;

class AcknowledgedPositionTest {

  private static final long SETTLED = 1000;

  private final AcknowledgedPosition acknowledged =
      new AcknowledgedPosition(8192, 16 << 20, SETTLED);

  @Test
  void insertedWhileItMoves() {
    assertThat(after(100, 150, 0)).isEqualTo(new Lsn(150));
    assertThat(after(100, 160, 5000)).isEqualTo(new Lsn(160));
  }

  @Test
  void flushedOnceTheInsertedOneStoodStillLongEnough() {
    after(100, 150, 0);
    assertThat(after(100, 150, SETTLED)).isEqualTo(new Lsn(150));
    assertThat(after(100, 150, SETTLED + 1)).isEqualTo(new Lsn(100));
  }

  @Test
  void justPastAPageHeaderIsTheBoundaryThatAReplicaReaches() {
    assertThat(after(8192, 8192 + 24, 0)).isEqualTo(new Lsn(8192));
    assertThat(after(16 << 20, (16 << 20) + 40, 0)).isEqualTo(new Lsn(16 << 20));
  }

  @Test
  void neverBeforeTheFlushed() {
    assertThat(after(8192 + 24, 8192 + 24, 0)).isEqualTo(new Lsn(8192 + 24));
    assertThat(after(300, 200, 0)).isEqualTo(new Lsn(300));
  }

  private Lsn after(long flushed, long inserted, long now) {
    return acknowledged.after(new Lsn(flushed), new Lsn(inserted), now);
  }
}
