package dev.lagrange.routing.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.MariaGtid;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenTest {

  private static final String SECRET = "correct horse battery";
  private static final TokenKey KEY = TokenKey.of(SECRET);
  private static final TokenKey OTHER_KEY = TokenKey.of("another long secret");

  private static final ClusterId ORDERS = new ClusterId("7312345678901234567");
  private static final ClusterId STOCK = new ClusterId("stock");
  private static final SessionToken TOKEN = SessionToken.of(ORDERS, at("16/B374D848"));

  @Test
  void joinTakesTheGreaterPositionOfEachCluster() {
    SessionToken joined =
        TOKEN
            .join(SessionToken.of(STOCK, MariaGtid.parse("0-1-5")))
            .join(SessionToken.of(ORDERS, at("16/0")));
    assertThat(joined.position(ORDERS)).contains(at("16/B374D848"));
    assertThat(joined.clusters()).containsExactly(ORDERS, STOCK);
    assertThat(joined)
        .hasToString("SessionToken[7312345678901234567: 16/B374D848 on timeline 3; stock: 0-1-5]");
  }

  @Test
  void emptyTokenHasNoPosition() {
    assertThat(SessionToken.EMPTY.position(ORDERS)).isEmpty();
    assertThat(SessionToken.EMPTY.join(TOKEN)).isEqualTo(TOKEN);
    assertThat(TOKEN.join(SessionToken.EMPTY)).isEqualTo(TOKEN);
    assertThat(SessionToken.decode(SessionToken.EMPTY.encode(KEY), KEY))
        .isEqualTo(SessionToken.EMPTY);
  }

  @Test
  void encodesToAShortUrlSafeString() {
    assertThat(TOKEN.encode(null)).isEqualTo("lg1." + base64("7312345678901234567=p3-16B374D848"));
    assertThat(TOKEN.encode(KEY)).matches("lg1\\.[A-Za-z0-9_-]{44}\\.[A-Za-z0-9_-]{22}");
  }

  @Test
  void aSignedTokenIsReadWithItsKeyAndWithNone() {
    assertThat(SessionToken.decode(TOKEN.encode(KEY), KEY)).isEqualTo(TOKEN);
    assertThat(SessionToken.decode(TOKEN.encode(KEY), null)).isEqualTo(TOKEN);
  }

  @Test
  void refusesATokenSignedWithAnotherKey() {
    String foreign = TOKEN.encode(OTHER_KEY);
    assertThatThrownBy(() -> SessionToken.decode(foreign, KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Session token '%s…' is signed with another key, or forged; set the same key on both"
                + " sides",
            foreign.substring(0, 60))
        .hasMessageNotContaining(SECRET)
        .hasMessageNotContaining(KEY.sign(TOKEN.encode(null)));
  }

  @Test
  void refusesATokenWhoseEntriesWereChangedAfterSigning() {
    String signature = TOKEN.encode(KEY).substring(TOKEN.encode(null).length());
    String forged = SessionToken.of(ORDERS, at("FFFF/0")).encode(null) + signature;
    assertThatThrownBy(() -> SessionToken.decode(forged, KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("forged");
  }

  @Test
  void refusesAnUnsignedTokenIfThereIsAKey() {
    assertThatThrownBy(() -> SessionToken.decode(TOKEN.encode(null), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not signed, but a key is set; set the same key where")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void refusesATokenOfAnotherVersion() {
    assertThatThrownBy(() -> SessionToken.decode("lg2.abc", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Session token 'lg2.abc' is not of version 'lg1.'; pass on a token exactly as it was"
                + " given, or leave it out");
  }

  @Test
  void refusesATokenOfMoreThan8192Characters() {
    String text = "lg1." + "A".repeat(8189);
    assertThatThrownBy(() -> SessionToken.decode(text, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Session token 'lg1.AAAA")
        .hasMessageContaining("has 8193 characters, of at most 8192;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        ";",
        "stock",
        "stock=",
        "=p1-1",
        "stock=p1-1;",
        ";stock=p1-1",
        "st ck=p1-1",
        "stock=p1-1;orders=p1-1",
        "stock=p1-1;stock=p1-2",
        "stock=p01-1",
        "stock=p1-1=",
        "stock=q1-1\n"
      })
  void refusesEntriesThatEncodeNeverWrites(String entries) {
    // The empty payload is the empty token's, so it is padded here.
    String text = "lg1." + (entries.isEmpty() ? "=" : base64(entries));
    assertThatThrownBy(() -> SessionToken.decode(text, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Session token ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lg1",
        "lg1.!",
        "lg1.A",
        "lg1.c3Q=",
        "lg1. ",
        "LG1.",
        "lg1..",
        "lg1..short",
        "lg1..0123456789012345678901.",
        "lg1.\r\nX: y"
      })
  void refusesMalformedText(String text) {
    assertThatThrownBy(() -> SessionToken.decode(text, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Session token ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesPaddingAndStrayBitsSoThatATokenHasOneString() {
    String text = SessionToken.of(STOCK, PostgresPosition.of(1, new Lsn(1))).encode(null);
    assertThat(text).isEqualTo("lg1.c3RvY2s9cDEtMQ");
    for (String other : new String[] {text + "==", "lg1.c3RvY2s9cDEtMR"}) {
      assertThatThrownBy(() -> SessionToken.decode(other, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not in canonical form");
    }
  }

  @Test
  void refusesToJoinPositionsOfDifferentKindsOfServer() {
    SessionToken other = SessionToken.of(ORDERS, MariaGtid.parse("0-1-5"));
    assertThatThrownBy(() -> TOKEN.join(other)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Position at(String lsn) {
    return PostgresPosition.of(3, Lsn.parse(lsn));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
