package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the constants of an enum, spelled in camelCase and read in any case. */
record EnumType<E extends Enum<E>>(Class<E> constants) implements OptionType<E> {

  private static final Pattern WORD_START = Pattern.compile("_(.)");

  @Override
  public E parse(String text) {
    String stripped = text.strip();
    return Stream.of(constants.getEnumConstants())
        .filter(constant -> print(constant).equalsIgnoreCase(stripped))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is unknown: choose %s%s"
                        .formatted(
                            Quote.of(stripped),
                            describe(),
                            Nearest.suggestion(stripped, choices()))));
  }

  @Override
  public String print(E value) {
    return WORD_START
        .matcher(value.name().toLowerCase(Locale.ROOT))
        .replaceAll(start -> start.group(1).toUpperCase(Locale.ROOT));
  }

  @Override
  public void check(E value) {}

  @Override
  public String describe() {
    List<String> names = choices();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  @Override
  public List<String> choices() {
    return Stream.of(constants.getEnumConstants()).map(this::print).toList();
  }
}
