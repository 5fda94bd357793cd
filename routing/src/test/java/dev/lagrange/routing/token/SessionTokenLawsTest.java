package dev.lagrange.routing.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lagrange.routing.position.Positions;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class SessionTokenLawsTest {

  private static final TokenKey KEY = TokenKey.of("a secret of some length");

  @Provide
  Arbitrary<SessionToken> tokens() {
    Arbitrary<ClusterId> clusters =
        Arbitraries.of("7312345678901234567", "stock", "eu-west_1.orders", "A").map(ClusterId::new);
    return Combinators.combine(clusters, Positions.any())
        .as(SessionToken::of)
        .list()
        .ofMaxSize(5)
        .map(
            parts -> {
              SessionToken token = SessionToken.EMPTY;
              for (SessionToken part : parts) {
                // A cluster has one kind of server; the first one drawn stands.
                token = token.clusters().containsAll(part.clusters()) ? token : token.join(part);
              }
              return token;
            });
  }

  @Property
  void encodingIsReadBack(@ForAll("tokens") SessionToken token) {
    assertThat(SessionToken.decode(token.encode(null), null)).isEqualTo(token);
    assertThat(SessionToken.decode(token.encode(KEY), KEY)).isEqualTo(token);
    assertThat(token.encode(KEY)).matches("[A-Za-z0-9._-]+");
  }

  @Property
  void joinWithItselfOrNothingChangesNothing(@ForAll("tokens") SessionToken token) {
    assertThat(token.join(token)).isEqualTo(token).hasSameHashCodeAs(token);
    assertThat(token.join(SessionToken.EMPTY)).isEqualTo(SessionToken.EMPTY.join(token));
  }

  @Property
  void aChangedSignedTokenIsRefused(
      @ForAll("tokens") SessionToken token, @ForAll int where, @ForAll char changed) {
    String text = mutate(token.encode(KEY), where, changed);
    if (!text.equals(token.encode(KEY))) {
      assertThat(failure(text, KEY)).isExactlyInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void aChangedUnsignedTokenIsRefusedOrIsAnother(
      @ForAll("tokens") SessionToken token, @ForAll int where, @ForAll("base64") char changed) {
    String text = mutate(token.encode(null), where, changed);
    Throwable failure = failure(text, null);
    if (failure == null) {
      assertThat(text).isEqualTo(SessionToken.decode(text, null).encode(null));
    } else {
      assertThat(failure).isExactlyInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void noTextFailsInAnotherWay(@ForAll String text) {
    for (String candidate : new String[] {text, "lg1." + text, "lg1.." + text}) {
      Throwable failure = failure(candidate, null);
      if (failure != null) {
        assertThat(failure).isExactlyInstanceOf(IllegalArgumentException.class);
      }
      assertThat(failure(candidate, KEY)).isExactlyInstanceOf(IllegalArgumentException.class);
    }
  }

  @Provide
  Arbitrary<Character> base64() {
    return Arbitraries.chars().alpha().numeric().with('-', '_', '.', '=');
  }

  /** Replaces, inserts or cuts, depending on where. */
  private static String mutate(String text, int where, char changed) {
    int at = Math.floorMod(where, text.length());
    return switch (Math.floorMod(where, 3)) {
      case 0 -> text.substring(0, at) + changed + text.substring(at + 1);
      case 1 -> text.substring(0, at) + changed + text.substring(at);
      default -> text.substring(0, at);
    };
  }

  private static @Nullable Throwable failure(String text, @Nullable TokenKey key) {
    return catchThrowable(() -> SessionToken.decode(text, key));
  }
}
