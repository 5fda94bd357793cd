package dev.lagrange.routing.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"7312345678901234567", "orders", "eu-west_1.orders"})
  void takesWhatNeedsNoEscaping(String value) {
    assertThat(new ClusterId(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "a;b", "é", "a\n"})
  void refusesEverythingElse(String value) {
    assertThatThrownBy(() -> new ClusterId(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot identify a cluster");
  }

  @Test
  void refusesMoreThan64Characters() {
    assertThat(new ClusterId("x".repeat(64)).value()).hasSize(64);
    assertThatThrownBy(() -> new ClusterId("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
