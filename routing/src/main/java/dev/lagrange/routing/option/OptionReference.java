package dev.lagrange.routing.option;

import java.util.stream.Collectors;

/** The reference page of the options, in Markdown, as the table has them. */
public final class OptionReference {

  private static final String HEAD =
      """
      # Options

      <!-- Generated from OptionTable. To write it anew:
           mvn -pl routing -am test -Dlagrange.docs.write=true -->

      Options are written in the URL (`jdbc:lagrange:postgresql://a,b,c/app?consistency=strong&maxLag=10s`), as
      connection properties, or in the environment (`LAGRANGE_MAX_LAG=10s` for `maxLag`), where the first two win.
      Whatever is not in this table must be a property of the underlying driver, and is passed to it; anything else is
      an error.

      Durations have a unit: `ns`, `us`, `ms`, `s`, `min`, `h` or `d`. A number without one is an error. Names of values
      are read in any case. All mistakes are reported at once.

      | Option | Default | Values | Meaning |
      | --- | --- | --- | --- |
      """;

  private OptionReference() {}

  /** The whole page. */
  public static String render() {
    return OptionTable.all().stream()
        .map(OptionReference::row)
        .collect(Collectors.joining("", HEAD, ""));
  }

  private static String row(Option<?> option) {
    String values =
        option.choices().isEmpty()
            ? option.values()
            : option.choices().stream()
                .map(choice -> "`" + choice + "`")
                .collect(Collectors.joining(", "));
    String defaultText = option.defaultText().map(text -> "`" + text + "`").orElse("none");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(option.key(), defaultText, values, option.description());
  }
}
