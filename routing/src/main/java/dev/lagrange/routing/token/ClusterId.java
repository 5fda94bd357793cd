package dev.lagrange.routing.token;

import dev.lagrange.routing.spelling.Quote;
import java.util.regex.Pattern;

/**
 * The identity of a cluster's data: what all copies of one primary share (PostgreSQL's system
 * identifier in decimal; a name on MySQL, which has none).
 *
 * @param value 1 to 64 letters, digits, {@code _}, {@code .} and {@code -}
 */
public record ClusterId(String value) implements Comparable<ClusterId> {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Checks the value. */
  public ClusterId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          Quote.of(value)
              + " cannot identify a cluster: use 1 to 64 letters, digits, '_', '.' and '-'");
    }
  }

  @Override
  public int compareTo(ClusterId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
