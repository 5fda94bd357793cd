package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading of the parts that messages are made of. */
public final class Wire {

  /** Type and length. */
  public static final int HEADER = 5;

  private Wire() {}

  /** The values of a row that is sent as text. */
  public static List<@Nullable String> row(ByteBuf in, int bodyIndex) {
    int columns = in.getUnsignedShort(bodyIndex);
    List<@Nullable String> values = new ArrayList<>(columns);
    int at = bodyIndex + 2;
    for (int i = 0; i < columns; i++) {
      int length = in.getInt(at);
      at += 4;
      values.add(length < 0 ? null : in.toString(at, length, StandardCharsets.UTF_8));
      at += Math.max(0, length);
    }
    return values;
  }

  /** One field of an error or a notice, such as {@code 'C'} for its SQLSTATE; empty if none. */
  public static String field(ByteBuf in, int bodyIndex, int end, char wanted) {
    int at = bodyIndex;
    while (at < end) {
      byte code = in.getByte(at);
      if (code == 0) {
        return "";
      }
      int zero = in.indexOf(at + 1, end, (byte) 0);
      if (zero < 0) {
        return "";
      }
      if (code == wanted) {
        return in.toString(at + 1, zero - at - 1, StandardCharsets.UTF_8);
      }
      at = zero + 1;
    }
    return "";
  }
}
