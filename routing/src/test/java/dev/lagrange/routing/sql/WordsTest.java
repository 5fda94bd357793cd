package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"select", "SELECT", "Coalesce", "x", "", "no_such_word", "No_Such$Word1"})
  void wordsComeInLowerCaseWhetherKnownOrNot(String word) {
    assertThat(Words.lowerCase("(" + word + ")", 1, word.length() + 1))
        .isEqualTo(word.toLowerCase(Locale.ROOT));
  }

  @Test
  void knownWordsAreTheSameObjectAsInTheRules() {
    assertThat(Words.lowerCase("SELECT", 0, 6)).isSameAs("select");
  }

  @ParameterizedTest
  @ValueSource(strings = {"li\u212Ae", "\u0130s", "\u00C4", "\u0178"})
  void lettersBeyondAsciiStayAsTheyAre(String word) {
    assertThat(Words.lowerCase(word, 0, word.length())).isEqualTo(word);
  }

  // two words of one hash: the second letter makes up for the first
  @Test
  void wordOfAnothersHashStaysItself() {
    String twin = "sele" + (char) ('c' - 1) + (char) ('t' + 31);
    assertThat(twin.hashCode()).isEqualTo("select".hashCode());
    assertThat(Words.lowerCase(twin, 0, 6)).isEqualTo(twin);
  }
}
