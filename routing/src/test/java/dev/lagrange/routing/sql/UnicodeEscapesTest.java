package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnicodeEscapesTest {

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "d\\0061t\\+000061, data",
    "a\\\\b, a\\b",
    "\\00C4, Ä",
    "\\+01F600, \uD83D\uDE00",
    "\\D83D\\DE00, \uD83D\uDE00"
  })
  void escapesAreWhatTheySpell(String text, String spelled) {
    assertThat(UnicodeEscapes.decode(text, '\\')).isEqualTo(spelled);
  }

  @ParameterizedTest
  @CsvSource({"\\", "\\006", "a\\00zz", "\\+00006", "\\+FFFFFF"})
  void whatTheServerWouldRefuseStaysAsItIs(String text) {
    assertThat(UnicodeEscapes.decode(text, '\\')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"d!0061ta, data", "a\\0061, a\\0061", "a!!b, a!b"})
  void anotherCharacterMayEscape(String text, String spelled) {
    assertThat(UnicodeEscapes.decode(text, '!')).isEqualTo(spelled);
  }
}
