package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a Parse prepares: a text and the types it gives to parameters. Equal if the server would
 * prepare the same. Immutable.
 */
public final class StatementText {

  private final String sql;
  private final byte[] bytes;
  private final ByteBuf view;
  private final int hash;

  /**
   * Of a text.
   *
   * @param bytes the text and the types as in the message; not copied
   */
  StatementText(String sql, byte[] bytes) {
    this.sql = sql;
    this.bytes = bytes;
    this.view = Unpooled.wrappedBuffer(bytes);
    this.hash = Arrays.hashCode(bytes);
  }

  /** Of a text that has no parameters. */
  public static StatementText of(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return new StatementText(sql, Arrays.copyOf(text, text.length + 3)); // a zero, and no types
  }

  /** The text. */
  public String sql() {
    return sql;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether this is what stands in a buffer. */
  boolean isIn(ByteBuf buffer, int start, int length) {
    return length == bytes.length && ByteBufUtil.equals(buffer, start, view, 0, length);
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
