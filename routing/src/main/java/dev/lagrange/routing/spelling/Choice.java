package dev.lagrange.routing.spelling;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The one of a few values that a word stands for. */
public final class Choice {

  private Choice() {}

  /**
   * The value of a word.
   *
   * @param kind what the values are, such as {@code "login method"}
   * @param wordOf the word of each
   * @throws IllegalArgumentException if there is none; it names those that there are
   */
  public static <T> T of(String word, String kind, T[] values, Function<T, String> wordOf) {
    for (T value : values) {
      if (wordOf.apply(value).equals(word)) {
        return value;
      }
    }
    List<String> words = Stream.of(values).map(wordOf).toList();
    throw new IllegalArgumentException(
        "%s is no %s: choose one of %s%s"
            .formatted(
                Quote.of(word), kind, String.join(", ", words), Nearest.suggestion(word, words)));
  }
}
