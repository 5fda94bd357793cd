package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void isShortAndOnOneLine() {
    assertThat(Excerpt.of("0/1")).isEqualTo("'0/1'");
    assertThat(Excerpt.of("a\r\n'é")).isEqualTo("'a????'");
    assertThat(Excerpt.of("x".repeat(40))).isEqualTo("'" + "x".repeat(40) + "'");
    assertThat(Excerpt.of("x".repeat(9999))).isEqualTo("'" + "x".repeat(40) + "…'");
  }
}
