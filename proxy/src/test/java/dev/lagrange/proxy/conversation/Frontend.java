package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of a client, as bytes (protocol manual, "Message Formats"). */
public final class Frontend {
  public static final int SSL_REQUEST = 80877103;
  public static final int GSSENC_REQUEST = 80877104;
  public static final int CANCEL_REQUEST = 80877102;

  private Frontend() {}

  public static byte[] startup(Login login) {
    Payload payload = new Payload().int32(login.version());
    login.parameters().forEach(payload::text);
    return payload.int8(0).withLength();
  }

  public static byte[] sslRequest() {
    return new Payload().int32(SSL_REQUEST).withLength();
  }

  public static byte[] gssencRequest() {
    return new Payload().int32(GSSENC_REQUEST).withLength();
  }

  public static byte[] cancelRequest(int processId, byte[] key) {
    return new Payload().int32(CANCEL_REQUEST).int32(processId).raw(key).withLength();
  }

  public static byte[] password(String password) {
    return new Payload().text(password).message('p');
  }

  public static byte[] saslInitialResponse(String mechanism, String first) {
    byte[] data = first.getBytes(UTF_8);
    return new Payload().text(mechanism).int32(data.length).raw(data).message('p');
  }

  public static byte[] saslResponse(String data) {
    return new Payload().raw(data.getBytes(UTF_8)).message('p');
  }

  public static byte[] query(String sql) {
    return new Payload().text(sql).message('Q');
  }

  public static byte[] parse(String statement, String sql, int... parameterTypes) {
    Payload payload = new Payload().text(statement).text(sql).int16(parameterTypes.length);
    Arrays.stream(parameterTypes).forEach(payload::int32);
    return payload.message('P');
  }

  /** Binds values as text, {@code null} for NULL; the results come as text. */
  public static byte[] bind(String portal, String statement, @Nullable String... values) {
    return bind(portal, statement, List.of(), texts(values), List.of());
  }

  /** Binds with all there is: format codes, values, format codes of the results. */
  public static byte[] bind(
      String portal,
      String statement,
      List<Integer> formats,
      byte @Nullable [][] values,
      List<Integer> resultFormats) {
    Payload payload = new Payload().text(portal).text(statement).int16(formats.size());
    formats.forEach(payload::int16);
    payload.int16(values.length);
    for (byte[] value : values) {
      if (value == null) {
        payload.int32(-1);
      } else {
        payload.int32(value.length).raw(value);
      }
    }
    payload.int16(resultFormats.size());
    resultFormats.forEach(payload::int16);
    return payload.message('B');
  }

  public static byte @Nullable [][] texts(@Nullable String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      bytes[i] = value == null ? null : value.getBytes(UTF_8);
    }
    return bytes;
  }

  public static byte[] describeStatement(String name) {
    return new Payload().int8('S').text(name).message('D');
  }

  public static byte[] describePortal(String name) {
    return new Payload().int8('P').text(name).message('D');
  }

  public static byte[] execute(String portal) {
    return execute(portal, 0);
  }

  /** Executes for at most so many rows; 0 means all. */
  public static byte[] execute(String portal, int maxRows) {
    return new Payload().text(portal).int32(maxRows).message('E');
  }

  public static byte[] closeStatement(String name) {
    return new Payload().int8('S').text(name).message('C');
  }

  public static byte[] closePortal(String name) {
    return new Payload().int8('P').text(name).message('C');
  }

  public static byte[] flush() {
    return new Payload().message('H');
  }

  public static byte[] sync() {
    return new Payload().message('S');
  }

  /** Several messages in one. */
  public static byte[] join(byte[]... messages) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      joined.writeBytes(message);
    }
    return joined.toByteArray();
  }

  public static byte[] terminate() {
    return new Payload().message('X');
  }

  public static byte[] copyData(String data) {
    return new Payload().raw(data.getBytes(UTF_8)).message('d');
  }

  public static byte[] copyDone() {
    return new Payload().message('c');
  }

  public static byte[] copyFail(String reason) {
    return new Payload().text(reason).message('f');
  }

  /** Calls a function by its OID, arguments and result as text. */
  public static byte[] functionCall(int oid, String... arguments) {
    Payload payload = new Payload().int32(oid).int16(0).int16(arguments.length);
    for (String argument : arguments) {
      byte[] value = argument.getBytes(UTF_8);
      payload.int32(value.length).raw(value);
    }
    return payload.int16(0).message('F');
  }

  /** Calls a function by its OID, arguments and result in binary. */
  public static byte[] functionCall(int oid, List<byte[]> arguments) {
    Payload payload = new Payload().int32(oid).int16(1).int16(1).int16(arguments.size());
    arguments.forEach(value -> payload.int32(value.length).raw(value));
    return payload.int16(1).message('F');
  }
}
