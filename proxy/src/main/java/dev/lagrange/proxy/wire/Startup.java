package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client may send first. */
public sealed interface Startup {

  /** Longer ones are refused, as the server does. */
  int LONGEST = 10_000;

  /** The newest minor version of protocol 3 that is spoken. */
  int NEWEST_MINOR = 2;

  /** Asks for TLS. */
  record TlsRequest() implements Startup {
    /** A second one is taken for a version. */
    public ProtocolException again() {
      return unsupported(1234, 5679);
    }
  }

  /** Asks for encryption by GSSAPI. */
  record GssRequest() implements Startup {
    /** A second one is taken for a version. */
    public ProtocolException again() {
      return unsupported(1234, 5680);
    }
  }

  /** Asks for the cancellation of what another connection runs. */
  record Cancel(CancelKey key) implements Startup {}

  /**
   * Begins a session.
   *
   * @param minor the minor version to be spoken
   * @param negotiated whether the client has to be told of it, or of options
   * @param unknownOptions the protocol's options that are not known
   * @param parameters the settings and names given; of two with one name the last counts
   */
  record Session(
      int minor, boolean negotiated, List<String> unknownOptions, Map<String, String> parameters)
      implements Startup {}

  /**
   * Reads the first message, without its length.
   *
   * @throws ProtocolException in the server's words, if it is none
   */
  static Startup read(ByteBuf in) throws ProtocolException {
    int code = in.readInt();
    return switch (code) {
      case 80877103 -> new TlsRequest();
      case 80877104 -> new GssRequest();
      case 80877102 -> cancel(in);
      default -> session(code, in);
    };
  }

  /** Whether the client speaks a version before 3, and expects its errors. */
  static boolean isOld(ByteBuf message) {
    return message.getUnsignedShort(0) < 3;
  }

  private static Cancel cancel(ByteBuf in) throws ProtocolException {
    if (in.readableBytes() < 8 || in.readableBytes() > 4 + 256) {
      throw new ProtocolException("invalid length of cancel request packet");
    }
    int pid = in.readInt();
    byte[] key = new byte[in.readableBytes()];
    in.readBytes(key);
    return new Cancel(new CancelKey(pid, key));
  }

  private static Session session(int version, ByteBuf in) throws ProtocolException {
    int major = version >>> 16;
    int minor = version & 0xffff;
    if (major != 3) {
      throw unsupported(major, minor);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    while (true) {
      String name = text(in);
      if (name.isEmpty()) {
        break;
      }
      String value = text(in);
      if (name.startsWith("_pq_.")) {
        unknown.add(name);
      } else {
        parameters.put(name, value);
      }
    }
    if (in.isReadable()) {
      throw new ProtocolException(
          "invalid startup packet layout: expected terminator as last byte");
    }
    // 3.1 was never spoken by anybody
    int spoken = minor >= NEWEST_MINOR ? NEWEST_MINOR : 0;
    boolean negotiated = spoken != minor || !unknown.isEmpty();
    return new Session(spoken, negotiated, unknown, parameters);
  }

  /** What is no version that is spoken. */
  static ProtocolException unsupported(int major, int minor) {
    return new ProtocolException(
        "0A000",
        "unsupported frontend protocol %d.%d: server supports 3.0 to 3.%d"
            .formatted(major, minor, NEWEST_MINOR));
  }

  private static String text(ByteBuf in) throws ProtocolException {
    int length = in.bytesBefore((byte) 0);
    if (length < 0) {
      throw new ProtocolException(
          "invalid startup packet layout: expected terminator as last byte");
    }
    String text = in.readString(length, StandardCharsets.UTF_8);
    in.skipBytes(1);
    return text;
  }
}
