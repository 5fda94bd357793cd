package dev.lagrange.proxy.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AsidesTest {

  private final Asides asides = new Asides();
  private final List<String> told = new ArrayList<>();

  private static ByteBuf message(char type, String body) {
    return Unpooled.buffer()
        .writeByte(type)
        .writeInt(4 + body.length())
        .writeBytes(body.getBytes(US_ASCII));
  }

  private static ByteBuf run(ByteBuf... messages) {
    return Unpooled.wrappedBuffer(messages);
  }

  private void read(ByteBuf messages) {
    asides.read(
        messages,
        found -> {
          found.skipBytes(5);
          told.add(found.readString(found.readableBytes(), US_ASCII));
          found.release();
        });
    assertThat(messages.refCnt()).isEqualTo(1);
    messages.release();
  }

  @Test
  void whatIsNoAnswerIsFound() {
    read(
        run(
            message('T', "names"),
            message('S', "first"),
            message('D', "Sa row"),
            message('A', "second"),
            message('N', "of rows"),
            message('E', "why"),
            message('S', ""),
            message('C', "SELECT 1")));

    assertThat(told).containsExactly("first", "second", "");
  }

  @Test
  void whereverARowIsCut() {
    ByteBuf all = run(message('D', "S A 12345678"), message('S', "told"), message('C', "x"));
    int row = 5 + 12;
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    for (int first = 5; first <= row; first++) {
      for (int second = first; second <= row; second++) {
        told.clear();
        asides.begin();
        read(Unpooled.copiedBuffer(bytes, 0, first));
        read(Unpooled.copiedBuffer(bytes, first, second - first));
        read(Unpooled.copiedBuffer(bytes, second, bytes.length - second));

        assertThat(told).as("cut at %d and %d", first, second).containsExactly("told");
      }
    }
  }

  @Test
  void aLengthOfNonsenseEndsNothingButTheSearch() {
    read(Unpooled.buffer().writeByte('S').writeInt(-1).writeBytes(new byte[20]));
    read(message('S', "hidden within the one before"));

    assertThat(told).isEmpty();
  }
}
