package dev.lagrange.verifier.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SamplesTest {

  @Test
  void percentilesAreTheNearestRanks() {
    Samples samples = new Samples();
    for (int i = 1000; i >= 1; i--) {
      samples.add(i);
    }
    assertThat(samples.percentiles()).isEqualTo(new Percentiles(1000, 500, 950, 990, 999, 1000));
  }

  @Test
  void onlyOneNumberIsEveryPercentile() {
    Samples samples = new Samples();
    samples.add(7);
    assertThat(samples.percentiles()).isEqualTo(new Percentiles(1, 7, 7, 7, 7, 7));
  }

  @Test
  void nothingHasNoPercentiles() {
    assertThat(new Samples().percentiles()).isEqualTo(new Percentiles(0, 0, 0, 0, 0, 0));
  }

  @Test
  void numbersMayBeAddedAfterALook() {
    Samples samples = new Samples();
    samples.add(9);
    samples.percentiles();
    samples.add(1);
    assertThat(samples.percentiles().p50()).isEqualTo(1);
  }
}
