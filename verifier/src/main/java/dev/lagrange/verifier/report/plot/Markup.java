package dev.lagrange.verifier.report.plot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes elements, of HTML and of SVG, well-formed as XML too. All text and all values of
 * attributes are escaped; there is no way around it. Not thread-safe.
 */
public final class Markup {

  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Nothing yet. */
  public Markup() {}

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn
   */
  public Markup open(String name, String... attributes) {
    tag(name, attributes);
    text.append('>');
    open.push(name);
    return this;
  }

  /** Ends the element that was begun last and has not ended. */
  public Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds a text only. */
  public Markup element(String name, String content, String... attributes) {
    open(name, attributes);
    text(content);
    return close();
  }

  /** An element that never holds anything. */
  public Markup empty(String name, String... attributes) {
    tag(name, attributes);
    text.append("/>");
    return this;
  }

  /** A text. */
  public Markup text(String content) {
    escape(content, "\"");
    return this;
  }

  /** A line break between elements, for those who read the source. */
  public Markup newLine() {
    text.append('\n');
    return this;
  }

  private void tag(String name, String... attributes) {
    text.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1], "&quot;");
      text.append('"');
    }
  }

  private void escape(String content, String quote) {
    content
        .codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append(quote);
                default -> text.appendCodePoint(isLegal(character) ? character : 0xFFFD);
              }
            });
  }

  /** The characters that XML 1.0 knows; a lone surrogate is none, nor is a control character. */
  private static boolean isLegal(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character < 0x7F)
        || (character >= 0xA0 && character < 0xD800)
        || (character >= 0xE000 && character < 0xFFFE)
        || character >= 0x10000;
  }

  /**
   * What was written.
   *
   * @throws IllegalStateException if an element has not ended
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("The element <%s> was not ended".formatted(open.peek()));
    }
    return text.toString();
  }
}
