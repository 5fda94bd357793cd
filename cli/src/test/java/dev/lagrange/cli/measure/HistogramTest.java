package dev.lagrange.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HistogramTest {

  @Test
  void percentileIsTheValueThatSoManyDoNotExceed() {
    Histogram histogram = new Histogram();
    for (int value = 2000; value >= 1; value--) {
      histogram.add(value);
    }

    assertThat(histogram.percentile(50)).isEqualTo(1000);
    assertThat(histogram.percentile(99)).isEqualTo(1980);
    assertThat(histogram.percentile(100)).isEqualTo(2000);
    histogram.add(0);
    assertThat(histogram.percentile(0)).isZero();
  }

  @Test
  void emptyHistogramIsZero() {
    assertThat(new Histogram().percentile(99)).isZero();
  }
}
