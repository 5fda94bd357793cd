package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A message of a server: its type and its body. Immutable, but for the bytes it gives away. */
public final class Message {
  private final char type;
  private final byte[] payload;

  Message(char type, byte[] payload) {
    this.type = type;
    this.payload = payload;
  }

  public char type() {
    return type;
  }

  /** The body, to be read from its beginning. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(payload);
  }

  /** The message as it was sent. */
  public byte[] toBytes() {
    return new Payload().raw(payload).message(type);
  }

  /** The field of an error or a notice, such as {@code C}; empty if it has none of the kind. */
  public String field(char code) {
    return fields().getOrDefault(code, "");
  }

  /** The fields of an error or a notice, in their order. */
  public Map<Character, String> fields() {
    Map<Character, String> fields = new LinkedHashMap<>();
    ByteBuffer body = payload();
    for (int code = body.get(); code != 0; code = body.get()) {
      fields.put((char) code, text(body));
    }
    return fields;
  }

  /** The first text of the body, such as the tag of a CommandComplete. */
  public String text() {
    return text(payload());
  }

  /** Takes a text and the zero that ends it. */
  public static String text(ByteBuffer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte next = body.get(); next != 0; next = body.get()) {
      bytes.write(next);
    }
    return bytes.toString(UTF_8);
  }

  /** As in an outline: {@code C(SELECT 1)}, {@code E(42P01)}, {@code Z(I)}, else the type alone. */
  public String outline() {
    return switch (type) {
      case 'C' -> "C(" + text() + ")";
      case 'E', 'N' -> type + "(" + field('C') + ")";
      case 'Z' -> "Z(" + (char) payload[0] + ")";
      case 'R' -> "R(" + payload().getInt() + ")";
      case Raw.BYTE -> String.valueOf((char) payload[0]);
      case Raw.CLOSED -> "closed";
      case Raw.REST -> "rest";
      default -> String.valueOf(type);
    };
  }

  @Override
  public String toString() {
    return new MessageText(0, true).of(this);
  }

  /** Types of what comes and is no message. */
  static final class Raw {
    /** The one byte that answers a request for encryption. */
    static final char BYTE = '\1';

    /** The end of the connection. */
    static final char CLOSED = '\2';

    /** Bytes that are no message of version 3, up to the end of the connection. */
    static final char REST = '\3';

    private Raw() {}

    static Message answer(int value) {
      return new Message(BYTE, new byte[] {(byte) value});
    }

    static Message rest(byte[] bytes) {
      return new Message(REST, bytes);
    }

    static Message closed() {
      return new Message(CLOSED, new byte[0]);
    }
  }
}
