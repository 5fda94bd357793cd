package dev.lagrange.routing.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> KNOWN =
      List.of("replicaWait", "maxPoolSize", "maxLag", "routing", "user", "password");

  @ParameterizedTest
  @CsvSource({
    "replicawait, replicaWait",
    "replica_wait, replicaWait",
    "repilcaWait, replicaWait",
    "poolSize, maxPoolSize",
    "maxlog, maxLag",
    "rooting, routing",
    "usr, user",
    "passwd, password"
  })
  void misspelledWordIsRecognised(String word, String meant) {
    assertThat(Nearest.of(word, KNOWN)).hasValue(meant);
  }

  @Test
  void wordUnlikeAllOthersIsNotGuessed() {
    assertThat(Nearest.of("sslmode", KNOWN)).isEmpty();
    assertThat(Nearest.of("", KNOWN)).isEmpty();
    assertThat(Nearest.of("x".repeat(10_000_000), KNOWN)).isEmpty();
  }

  @Test
  void amongEqualsTheFirstInTheAlphabetIsMeant() {
    assertThat(Nearest.of("a", List.of("ac", "ab"))).hasValue("ab");
  }
}
