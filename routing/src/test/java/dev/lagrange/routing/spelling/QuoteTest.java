package dev.lagrange.routing.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {

  @Test
  void valueCannotForgeALineOfALog() {
    assertThat(Quote.of("a\r\nERROR b\u2028c\u202e")).isEqualTo("'a??ERROR b?c?'");
  }

  @Test
  void longValueIsCut() {
    assertThat(Quote.of("x".repeat(1000))).hasSize(63).endsWith("…'");
  }
}
