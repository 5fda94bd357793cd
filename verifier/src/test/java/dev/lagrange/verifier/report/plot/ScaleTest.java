package dev.lagrange.verifier.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ScaleTest {

  @Test
  void linearStepsAreRound() {
    assertThat(Scale.linear(0, 137).ticks()).containsExactly(0.0, 50.0, 100.0);
    assertThat(Scale.linear(90, 100).ticks()).containsExactly(90.0, 92.0, 94.0, 96.0, 98.0, 100.0);
  }

  @Test
  void logarithmicScaleBeginsAndEndsAtAPowerOfTen() {
    Scale scale = Scale.logarithmic(0.3, 4200);
    assertThat(scale.min()).isCloseTo(0.1, within(1e-9));
    assertThat(scale.max()).isCloseTo(10_000, within(1e-6));
    assertThat(scale.ticks()).hasSize(6);
  }

  @Test
  void shortLogarithmicScaleHasTicksBetween() {
    assertThat(Scale.logarithmic(1, 9).ticks()).containsExactly(1.0, 2.0, 5.0, 10.0);
  }

  @Test
  void valuesLieWhereTheyBelong() {
    assertThat(Scale.linear(0, 10).between(100, 200).at(5)).isEqualTo(150);
    assertThat(Scale.logarithmic(1, 100).between(0, 200).at(10)).isCloseTo(100, within(1e-9));
  }

  @Test
  void valuesBeyondAnEndLieAtTheEnd() {
    Scale scale = Scale.linear(0, 10).between(100, 200);
    assertThat(scale.at(-5)).isEqualTo(100);
    assertThat(scale.at(Double.MAX_VALUE)).isEqualTo(200);
  }

  @Test
  void equalEndsMakeAScaleAllTheSame() {
    assertThat(Scale.linear(0, 0).between(0, 100).at(0)).isZero();
    assertThat(Scale.logarithmic(1, 1).ticks()).isNotEmpty();
  }
}
