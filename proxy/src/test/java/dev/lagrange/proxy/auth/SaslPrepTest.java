package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaslPrepTest {

  /** RFC 4013, section 3, and what PostgreSQL makes of passwords that are not allowed. */
  @ParameterizedTest
  @CsvSource({
    "I\u00ADX, IX",
    "user, user",
    "USER, USER",
    "\u00AA, a",
    "\u2168, IX",
    "a\u00A0b, a b",
    "a\u3000\u2168, a IX",
    "\uFB01, fi",
    "A\u030A, \u00C5",
  })
  void mapsAndNormalizes(String password, String prepared) {
    assertThat(prepare(password)).isEqualTo(prepared);
  }

  @ParameterizedTest
  @CsvSource({
    // prohibited, unassigned in Unicode 3.2, a mixture of directions, a digit after right-to-left
    "\u2168\u0080",
    "\u2168\uE000",
    "\u2168\uD83D\uDE00",
    "\u0627\u2168",
    "\u06271",
    "\u00AD",
  })
  void leavesWhatIsNotAllowedAsItIs(String password) {
    assertThat(prepare(password)).isEqualTo(password);
  }

  @Test
  void leavesAsciiAndWhatIsNoUtf8AsTheyAre() {
    assertThat(prepare("\u0007 bell")).isEqualTo("\u0007 bell");
    byte[] latin1 = {'p', (byte) 0xE4, 's', 's'};
    assertThat(SaslPrep.prepare(latin1)).isEqualTo(latin1);
  }

  private static String prepare(String password) {
    return new String(SaslPrep.prepare(password.getBytes(UTF_8)), UTF_8);
  }
}
