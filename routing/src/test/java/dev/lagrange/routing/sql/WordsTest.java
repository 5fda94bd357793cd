package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private static String read(String word) {
    Source source = new Source(word + "(");
    String name = source.readName();
    assertThat(source.position()).isEqualTo(word.length());
    return name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"select", "SELECT", "Coalesce", "x", "", "no_such_word", "No_Such$Word1"})
  void wordsComeInLowerCaseWhetherKnownOrNot(String word) {
    assertThat(read(word)).isEqualTo(word.toLowerCase(Locale.ROOT));
  }

  @Test
  void knownWordsAreTheSameObjectAsInTheRules() {
    assertThat(read("SELECT")).isSameAs("select");
  }

  @ParameterizedTest
  @ValueSource(strings = {"li\u212Ae", "\u0130s", "\u00C4", "\u0178"})
  void lettersBeyondAsciiStayAsTheyAre(String word) {
    assertThat(read(word)).isEqualTo(word);
  }

  // a key holds eight characters of eight bits: what is lost of others must not matter
  @ParameterizedTest
  @ValueSource(strings = {"acoalesce", "coalescecoalesce", "\u0173elect", "sel\u6563t"})
  void wordOfAnothersKeyStaysItself(String word) {
    assertThat(read(word)).isEqualTo(word);
  }
}
