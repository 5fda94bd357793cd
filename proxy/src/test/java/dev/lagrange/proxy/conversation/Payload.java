package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Builds the body of a message. Not thread-safe. */
final class Payload {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Payload int8(int value) {
    bytes.write(value);
    return this;
  }

  Payload int16(int value) {
    return int8(value >> 8).int8(value);
  }

  Payload int32(int value) {
    return int16(value >> 16).int16(value);
  }

  Payload raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** A text with the zero that ends it. */
  Payload text(String value) {
    return raw(value.getBytes(UTF_8)).int8(0);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** The bytes, after a length that counts itself. */
  byte[] withLength() {
    return new Payload().int32(bytes.size() + Integer.BYTES).raw(toBytes()).toBytes();
  }

  /** The bytes as a message of the type. */
  byte[] message(char type) {
    return new Payload().int8(type).raw(withLength()).toBytes();
  }
}
