package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramVerifierTest {

  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

  // RFC 7677's password and salt
  private static final String TEXT =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
          + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  @Test
  void isMadeOfAPasswordAsTheServerDoes() {
    assertThat(ScramVerifier.of("pencil", SALT, 4096).text()).isEqualTo(TEXT);
  }

  @Test
  void roundTripsAndAcceptsThePasswordOnly() {
    ScramVerifier verifier = ScramVerifier.parse(TEXT);
    assertThat(verifier.text()).isEqualTo(TEXT);
    assertThat(verifier.accepts("pencil".getBytes(UTF_8))).isTrue();
    assertThat(verifier.accepts("Pencil".getBytes(UTF_8))).isFalse();
    assertThat(verifier.accepts(new byte[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pencil",
        "SCRAM-SHA-256$",
        "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$a:b",
        "SCRAM-SHA-256$9999999999:W22ZaJ0SNY7soEsUEjb6gQ==$a:b",
        "SCRAM-SHA-256$-1:W22ZaJ0SNY7soEsUEjb6gQ==$a:b",
        "SCRAM-SHA-256$4096:*$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPL",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm:wfPLwcE6",
        "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$a:b"
      })
  void refusesWhatIsNoVerifierWithoutShowingIt(String text) {
    assertThatThrownBy(() -> ScramVerifier.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it")
        .satisfies(
            error -> assertThat(error.getMessage()).doesNotContain("WG5d").doesNotContain("W22Z"));
  }

  @Test
  void refusesAlteredPaddingBits() {
    // decodes to the same bytes for a lenient reader
    assertThatThrownBy(() -> ScramVerifier.parse(TEXT.replace("4qY=", "4qZ=")))
        .hasMessageContaining("StoredKey");
  }
}
