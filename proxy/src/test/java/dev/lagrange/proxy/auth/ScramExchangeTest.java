package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramExchangeTest {

  private static final byte[] BINDING = "a hash of a certificate".getBytes(US_ASCII);

  // RFC 7677, section 3
  private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String CLIENT_FINAL =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
          + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
  private static final ScramVerifier VERIFIER = ScramVerifier.of("pencil", SALT, 4096);

  @Test
  void row16ExchangeIsThatOfTheRfc() throws Refusal {
    ScramExchange.Challenge challenge = challenge(CLIENT_FIRST);
    assertThat(challenge.message()).asString(US_ASCII).isEqualTo(SERVER_FIRST);

    ScramExchange.Proven proven = challenge.verify(ascii(CLIENT_FINAL));
    assertThat(proven).isNotNull();
    assertThat(proven.message()).asString(US_ASCII).isEqualTo(SERVER_FINAL);
    assertThat(VERIFIER.isOfClientKey(proven.clientKey())).isTrue();
  }

  @Test
  void row16AnotherPasswordProvesNothing() throws Refusal {
    ScramVerifier other = ScramVerifier.of("pencils", SALT, 4096);
    ScramExchange exchange = new ScramExchange("SCRAM-SHA-256", other, null, SERVER_NONCE);
    assertThat(exchange.challenge(ascii(CLIENT_FIRST)).verify(ascii(CLIENT_FINAL))).isNull();
  }

  @Test
  void row16EachChangedByteOfTheFirstMessageIsNoticed() throws Refusal {
    byte[] message = ascii(CLIENT_FIRST);
    for (int at = 0; at < message.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = message.clone();
        changed[at] = (byte) value;
        if (changed[at] != message[at]) {
          assertThat(isProven(changed, ascii(CLIENT_FINAL))).as("%d: %d", at, value).isFalse();
        }
      }
    }
    assertThat(isProven(message, ascii(CLIENT_FINAL))).isTrue();
  }

  @Test
  void row16EachChangedByteOfTheFinalMessageIsNoticed() throws Refusal {
    byte[] message = ascii(CLIENT_FINAL);
    for (int at = 0; at < message.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = message.clone();
        changed[at] = (byte) value;
        if (changed[at] != message[at]) {
          assertThat(isProven(ascii(CLIENT_FIRST), changed)).as("%d: %d", at, value).isFalse();
        }
      }
    }
  }

  @Test
  void row16EachPrefixOfAMessageIsRefused() {
    for (int length = 0; length < CLIENT_FINAL.length(); length++) {
      byte[] cut = ascii(CLIENT_FINAL.substring(0, length));
      assertThat(isProven(ascii(CLIENT_FIRST), cut)).as("%d", length).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x,,n=,r=a        | Unexpected channel-binding flag "'x'".
          n;,n=,r=a        | Comma expected, but found character "';'".
          n,x,n=,r=a       | Unexpected attribute "'x'" in client-first-message.
          n,,u=,r=a        | Expected attribute "n" but found "'u'".
          n,,n:,r=a        | Expected character "=" for attribute "n".
          n,,n=            | Expected attribute "r" but found "0x00".
          n,,n=,r=a,1=2    | Attribute expected, but found invalid character "'1'".
          p=tls-unique,,n=,r=a | The client selected SCRAM-SHA-256 without channel binding, but \
          the SCRAM message includes channel binding data.
          """)
  void row16MalformedFirstMessageIsRefusedInTheServersWords(String message, String detail) {
    Refusal refusal = refusal(message, "SCRAM-SHA-256", null);
    assertThat(refusal.sqlState()).isEqualTo("08P01");
    assertThat(refusal.message()).isEqualTo("malformed SCRAM message");
    assertThat(refusal.detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          n,a=me,n=,r=a | 0A000 | client uses authorization identity, but it is not supported
          n,,m=x,n=,r=a | 0A000 | client requires an unsupported SCRAM extension
          n,,n=,r=a b   | 08P01 | non-printable characters in SCRAM nonce
          """)
  void row16WhatThereIsNotIsRefusedInTheServersWords(String first, String state, String message) {
    Refusal refusal = refusal(first, "SCRAM-SHA-256", null);
    assertThat(refusal.sqlState()).isEqualTo(state);
    assertThat(refusal.message()).isEqualTo(message);
  }

  @Test
  void row16AnotherNonceIsRefused() throws Refusal {
    ScramExchange.Challenge challenge = challenge(CLIENT_FIRST);
    byte[] message = ascii(CLIENT_FINAL.replace("$k0", "$k1"));
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> challenge.verify(message));
    assertThat(refusal.sqlState()).isEqualTo("08P01");
    assertThat(refusal.detail()).isEqualTo("Nonce does not match.");
  }

  @Test
  void row17PlusIsOfferedOnlyWhereItCanBeBound() {
    assertThat(ScramMechanism.offered(false)).containsExactly("SCRAM-SHA-256");
    assertThat(ScramMechanism.offered(true)).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    Refusal refusal = refusal("p=tls-server-end-point,,n=,r=a", "SCRAM-SHA-256-PLUS", null);
    assertThat(refusal.sqlState()).isEqualTo("08P01");
  }

  @Test
  void row17ClientThatWasToldThereIsNoBindingIsRefused() {
    Refusal refusal = refusal("y,,n=,r=a", "SCRAM-SHA-256", BINDING);
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.message()).isEqualTo("SCRAM channel binding negotiation error");
    // without TLS, the same client is right
    assertThat(refusal("y,,n=,r=a", "SCRAM-SHA-256", null)).isNull();
    assertThat(refusal("n,,n=,r=a", "SCRAM-SHA-256", BINDING)).isNull();
  }

  @Test
  void row17BoundMechanismNeedsABoundMessage() {
    assertThat(refusal("n,,n=,r=a", "SCRAM-SHA-256-PLUS", BINDING).sqlState()).isEqualTo("08P01");
    Refusal other = refusal("p=tls-unique,,n=,r=a", "SCRAM-SHA-256-PLUS", BINDING);
    assertThat(other.message()).isEqualTo("unsupported SCRAM channel-binding type \"tls-unique\"");
  }

  @Test
  void row17AnotherChannelIsRefused() throws Refusal {
    assertThat(bound(BINDING)).isNotNull();
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> bound("somebody's own".getBytes(US_ASCII)));
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.message()).isEqualTo("SCRAM channel binding check failed");
  }

  private static ScramExchange.@Nullable Proven bound(byte[] seenByClient) throws Refusal {
    ScramExchange exchange = new ScramExchange("SCRAM-SHA-256-PLUS", VERIFIER, BINDING, "server");
    ScramClient client =
        ScramClient.of(
            Credential.ofPassword("pencil"), ScramMechanism.offered(true), seenByClient, "client");
    ScramExchange.Challenge challenge = exchange.challenge(client.first());
    ScramExchange.Proven proven = challenge.verify(client.answer(challenge.message()));
    if (proven != null) {
      client.verify(proven.message());
    }
    return proven;
  }

  private static boolean isProven(byte[] clientFirst, byte[] clientFinal) {
    try {
      return new ScramExchange("SCRAM-SHA-256", VERIFIER, null, SERVER_NONCE)
              .challenge(clientFirst)
              .verify(clientFinal)
          != null;
    } catch (Refusal refusal) {
      return false;
    }
  }

  private static @Nullable Refusal refusal(
      String clientFirst, String mechanism, byte @Nullable [] binding) {
    return catchThrowableOfType(
        Refusal.class,
        () ->
            new ScramExchange(mechanism, VERIFIER, binding, SERVER_NONCE)
                .challenge(ascii(clientFirst)));
  }

  private static ScramExchange.Challenge challenge(String clientFirst) throws Refusal {
    return new ScramExchange("SCRAM-SHA-256", VERIFIER, null, SERVER_NONCE)
        .challenge(ascii(clientFirst));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
