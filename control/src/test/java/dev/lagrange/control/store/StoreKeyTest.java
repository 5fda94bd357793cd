package dev.lagrange.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.token.ClusterId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeyTest {

  private static final ClusterId CLUSTER = new ClusterId("7312");

  @Test
  void noKeyReachesIntoAnotherCluster() {
    assertThat(new StoreKey(CLUSTER, "user-42").text()).isEqualTo("lagrange:7312:user-42");
    assertThat(new StoreKey(CLUSTER, ":7313:user-42").text())
        .isEqualTo("lagrange:7312::7313:user-42")
        .isNotEqualTo(new StoreKey(new ClusterId("7313"), "user-42").text());
    assertThatThrownBy(() -> new ClusterId("7312:x")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", " ", "user\r\nFLUSHALL\r\n", "{slot}*?[", "žluťoučký", "\uD83D\uDE00"})
  void anyTextIsAKey(String key) {
    assertThat(new StoreKey(CLUSTER, key).text()).endsWith(":" + key);
  }

  @Test
  void lengthCountsInBytes() {
    StoreKey.check("x".repeat(512));
    StoreKey.check("\uD83D\uDE00".repeat(128));
    for (String refused : new String[] {"", "x".repeat(513), "\uD83D\uDE00".repeat(129)}) {
      assertThatThrownBy(() -> StoreKey.check(refused))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use 1 to 512");
    }
  }

  @Test
  void halfACharacterIsRefusedSinceTwoKeysWouldBecomeOne() {
    for (String refused : new String[] {"a\uD83D", "\uDE00b"}) {
      assertThatThrownBy(() -> StoreKey.check(refused))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate");
    }
  }
}
