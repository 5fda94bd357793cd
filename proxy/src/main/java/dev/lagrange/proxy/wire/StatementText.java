package dev.lagrange.proxy.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a Parse prepares: a text and the types it gives to parameters. Equal if the server would
 * prepare the same. Immutable.
 */
public final class StatementText {

  private final String sql;
  private final byte[] bytes;
  private final int hash;

  /**
   * Of a text.
   *
   * @param bytes the text and the types as in the message; not copied
   */
  StatementText(String sql, byte[] bytes) {
    this.sql = sql;
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** The text. */
  public String sql() {
    return sql;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof StatementText that
            && hash == that.hash
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
