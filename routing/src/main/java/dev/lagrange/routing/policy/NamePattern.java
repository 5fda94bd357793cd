package dev.lagrange.routing.policy;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for names of relations or functions: {@code schema.name}, or {@code name} in any
 * schema. In each part {@code *} stands for any run of characters, and case does not matter, unless
 * the part is in double quotes: then it is taken exactly as it stands. Immutable; equal if written
 * the same.
 */
public final class NamePattern {

  private static final String RULE =
      "write 'name' or 'schema.name', with * for any characters and \"…\" around names with others";

  private final String text;
  private final @Nullable Glob schema;
  private final Glob name;

  private NamePattern(String text, @Nullable Glob schema, Glob name) {
    this.text = text;
    this.schema = schema;
    this.name = name;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException naming the text, the rule and the remedy
   */
  public static NamePattern parse(String text) {
    List<Glob> parts = new ArrayList<>();
    int start = 0;
    while (true) {
      int end =
          text.startsWith("\"", start) ? quoted(text, start, parts) : bare(text, start, parts);
      if (end == text.length()) {
        break;
      }
      if (text.charAt(end) != '.') {
        throw refused(text, "has '" + text.charAt(end) + "' where a part should end");
      }
      start = end + 1;
    }
    if (parts.size() > 2) {
      throw refused(text, "has " + parts.size() + " parts");
    }
    return new NamePattern(
        text, parts.size() == 2 ? parts.get(0) : null, parts.get(parts.size() - 1));
  }

  private static int bare(String text, int start, List<Glob> parts) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '.') {
      char c = text.charAt(end);
      if (!Character.isLetterOrDigit(c) && "_$*#".indexOf(c) < 0 && !Character.isSurrogate(c)) {
        throw refused(text, "has " + Quote.of(String.valueOf(c)) + " outside of quotes");
      }
      end++;
    }
    if (end == start) {
      throw refused(text, "has an empty part");
    }
    parts.add(Glob.anyCase(text.substring(start, end)));
    return end;
  }

  private static int quoted(String text, int start, List<Glob> parts) {
    StringBuilder part = new StringBuilder();
    int i = start + 1;
    while (i < text.length()) {
      if (text.charAt(i) != '"') {
        part.append(text.charAt(i++));
      } else if (text.startsWith("\"\"", i)) {
        part.append('"');
        i += 2;
      } else {
        parts.add(Glob.literal(part.toString()));
        return i + 1;
      }
    }
    throw refused(text, "has no closing quote");
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(Quote.of(text) + " " + why + ": " + RULE);
  }

  /** Whether a name matches; one without a schema matches only if the pattern has none either. */
  boolean matches(QualifiedName given) {
    if (!name.matches(given.name())) {
      return false;
    }
    return schema == null || (given.schema() != null && schema.matches(given.schema()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NamePattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
