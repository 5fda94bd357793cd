package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, -",
    "0, 9, 0 %",
    "9, 9, 100 %",
    "1, 3, 33.3 %",
    "1, 1000, 0.10 %",
    "9991, 10000, 99.91 %",
    "999999, 1000000, > 99.99 %",
    "1, 1000000, < 0.01 %"
  })
  void onlyAllIsAHundredPercentAndOnlyNothingIsNone(long part, long whole, String text) {
    assertThat(Numbers.share(part, whole)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 ms",
        "1234567 | 1.23 ms",
        "45678901 | 45.7 ms",
        "1234567890 | 1,235 ms",
        "61000000000 | 61.0 s"
      })
  void durationsHaveAUnitAndFewDigits(long nanos, String text) {
    assertThat(Numbers.nanos(nanos)).isEqualTo(text);
  }

  @Test
  void countsTakeThePlural() {
    assertThat(Numbers.count(1, "read")).isEqualTo("1 read");
    assertThat(Numbers.count(12_345, "read")).isEqualTo("12,345 reads");
  }
}
