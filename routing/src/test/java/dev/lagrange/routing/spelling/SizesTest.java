package dev.lagrange.routing.spelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

  @ParameterizedTest
  @CsvSource({"7B, 7", "1kB, 1024", "16MB, 16777216", "2GB, 2147483648", "0kB, 0"})
  void everyUnitIsReadAndPrinted(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
    assertThat(Sizes.print(bytes)).isEqualTo(text);
  }

  @Test
  void numberWithoutUnitIsToldTheTwoSpellingsItMightMean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sizes.parse("16"))
        .withMessage("'16' has no unit: write '16MB' or '16kB'");
  }

  @Test
  void loneLetterIsToldItsUnit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sizes.parse("16m"))
        .withMessage("'16m' has an unknown unit: write '16MB'");
  }
}
