package dev.lagrange.proxy.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final MessageWriter writer = new MessageWriter(channel);
  private final List<ByteBuf> reads = new ArrayList<>();

  /** Whatever was read and written is free again. */
  @AfterEach
  void nothingIsKept() {
    channel.finishAndReleaseAll();
    for (ByteBuf read : reads) {
      assertThat(read.refCnt()).as("holders of what was read, besides the test").isOne();
      read.release();
    }
  }

  @Test
  void messagesThatFollowEachOtherStayWhereTheyAre() {
    ByteBuf read = read("ParseBindExecuteSync");
    write(read, 0, 5);
    write(read, 5, 4);
    write(read, 9, 7);
    write(read, 16, 4);
    writer.flush();

    ByteBuf sent = channel.readOutbound();
    assertThat(sent.toString(US_ASCII)).isEqualTo("ParseBindExecuteSync");
    assertThat(sent.memoryAddress()).as("not copied").isEqualTo(read.memoryAddress());
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    sent.release();
  }

  @Test
  void whatIsNotNextIsCopiedBehind() {
    ByteBuf read = read("BindExecuteSync");
    write(read, 0, 4);
    write(read, 4, 7);
    writer.write(Unpooled.copiedBuffer("Close", US_ASCII));
    write(read, 11, 4);
    writer.flush();
    assertThat(sent()).isEqualTo("BindExecuteCloseSync");
  }

  @Test
  void whatIsLeftOutIsLeftOut() {
    ByteBuf read = read("ParseBindSync");
    write(read, 0, 5);
    write(read, 9, 4);
    writer.flush();
    assertThat(sent()).isEqualTo("ParseSync");
  }

  @Test
  void theSamePlaceOfAnotherBufferIsNotNext() {
    ByteBuf one = read("ParseBind");
    ByteBuf other = read("parsebind");
    write(one, 0, 5);
    write(other, 5, 4);
    writer.flush();
    assertThat(sent()).isEqualTo("Parsebind");
  }

  /** Whoever retains them sends them to another node, should this one fail. */
  @Test
  void messagesCanBeWrittenOnceMore() {
    ByteBuf read = read("ParseBind" + "x".repeat(2000));
    List<ByteBuf> messages = List.of(read.slice(0, 5), read.slice(5, 4), read.slice(9, 2000));
    for (int time = 0; time < 2; time++) {
      messages.forEach(message -> writer.write(message.retain()));
      writer.flush();
      assertThat(sent()).isEqualTo("ParseBind" + "x".repeat(2000));
    }
  }

  @Test
  void aMessageThatIsAloneCanBeWrittenOnceMore() {
    ByteBuf message = read("Query").slice();
    for (int time = 0; time < 2; time++) {
      writer.write(message.retain());
      writer.flush();
      assertThat(sent()).isEqualTo("Query");
    }
  }

  @Test
  void whatWasGatheredIsFreeWhenTheChannelCloses() {
    ByteBuf read = read("ParseBindSync");
    write(read, 0, 5);
    write(read, 5, 4);
    channel.close();
    write(read, 9, 4);
    assertThat(read.refCnt()).isOne();
  }

  /** In whatever mixture, and beyond what is gathered at most. */
  @Test
  void everythingArrivesInOrder() {
    Random random = new Random(20261130);
    for (int round = 0; round < 200; round++) {
      StringBuilder expected = new StringBuilder();
      ByteBuf read = read("0123456789abcdefghijklmnopqrstuvwxyz".repeat(1000));
      int at = 0;
      while (at < read.writerIndex() - 3000) {
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 90);
        switch (random.nextInt(12)) {
          case 0 -> at += length;
          case 1 -> {
            writer.write(Unpooled.copiedBuffer("own", US_ASCII));
            expected.append("own");
          }
          case 2 -> writer.flush();
          default -> {
            expected.append(read.toString(at, length, US_ASCII));
            write(read, at, length);
            at += length;
          }
        }
      }
      writer.flush();
      assertThat(sent()).isEqualTo(expected.toString());
    }
  }

  private ByteBuf read(String text) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(text.length());
    buffer.writeBytes(text.getBytes(US_ASCII));
    reads.add(buffer);
    return buffer;
  }

  private void write(ByteBuf read, int at, int length) {
    writer.write(read.slice(at, length).retain());
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.readCharSequence(part.readableBytes(), US_ASCII)); // as a socket would
      part.release();
    }
    return all.toString();
  }
}
