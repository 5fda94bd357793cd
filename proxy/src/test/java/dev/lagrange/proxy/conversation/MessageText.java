package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Writes messages as text in which two runs of one conversation are equal: process ids, keys,
 * positions, times and the OIDs of users' objects are masked. The process id of the session itself
 * is told from others.
 *
 * @param withSource whether the places in the server's source that errors and notices name are told
 */
record MessageText(int ownProcessId, boolean withSource) {
  private static final Set<Character> SOURCE = Set.of('F', 'L', 'R');
  private static final int LONGEST = 200;
  private static final int FIRST_OID_OF_USERS = 16384;
  private static final String CANCELLED = "canceling statement due to user request";
  private static final Pattern POSITION = Pattern.compile("[0-9A-F]{1,8}/[0-9A-F]{1,8}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[.\\d]*([+-]\\d\\d(:\\d\\d)?)?");

  String of(Message message) {
    ByteBuffer body = message.payload();
    return switch (message.type()) {
      case Message.Raw.BYTE -> "answer " + (char) body.get();
      case Message.Raw.CLOSED -> "closed";
      case Message.Raw.REST -> "bytes " + shown(rest(body));
      case '1' -> plain("ParseComplete", body);
      case '2' -> plain("BindComplete", body);
      case '3' -> plain("CloseComplete", body);
      case 'A' -> notification(body);
      case 'C' -> "CommandComplete " + Message.text(body);
      case 'D' -> row(body);
      case 'E' -> "ErrorResponse " + fields(message);
      case 'N' -> "NoticeResponse " + fields(message);
      case 'G' -> copy("CopyInResponse", body);
      case 'H' -> copy("CopyOutResponse", body);
      case 'I' -> plain("EmptyQueryResponse", body);
      case 'K' -> key(body);
      case 'R' -> "Authentication " + body.getInt();
      case 'S' -> "ParameterStatus " + Message.text(body) + "=" + Message.text(body);
      case 'T' -> description(body);
      case 'V' -> "FunctionCallResponse " + value(body);
      case 'Z' -> "ReadyForQuery " + (char) body.get();
      case 'c' -> plain("CopyDone", body);
      case 'd' -> "CopyData " + shown(rest(body));
      case 'n' -> plain("NoData", body);
      case 's' -> plain("PortalSuspended", body);
      case 't' -> parameters(body);
      case 'v' -> version(body);
      default -> "Message '" + message.type() + "' " + shown(rest(body));
    };
  }

  /** A message without a body; what it has nevertheless is shown. */
  private static String plain(String name, ByteBuffer body) {
    return body.hasRemaining() ? name + " with " + shown(rest(body)) : name;
  }

  private Map<Character, String> fields(Message message) {
    Map<Character, String> fields = message.fields();
    fields.replaceAll(
        (code, value) -> value.length() > LONGEST ? shown(value.getBytes(UTF_8)) : value);
    if (!withSource) {
      fields.keySet().removeAll(SOURCE);
    }
    if (CANCELLED.equals(fields.get('M'))) {
      // it is chance how far the statement was
      fields.replace('W', "<where it was>");
    }
    return fields;
  }

  private String notification(ByteBuffer body) {
    String sender = body.getInt() == ownProcessId ? "itself" : "another";
    return "NotificationResponse from %s: %s '%s'"
        .formatted(sender, Message.text(body), Message.text(body));
  }

  private static String key(ByteBuffer body) {
    int processId = body.getInt();
    String length = body.remaining() == Integer.BYTES ? "4" : "more";
    return "BackendKeyData process %s, key of %s bytes"
        .formatted(processId > 0 ? "<id>" : processId, length);
  }

  private static String row(ByteBuffer body) {
    List<String> values = new ArrayList<>();
    for (int left = body.getShort() & 0xffff; left > 0; left--) {
      values.add(value(body));
    }
    return "DataRow " + (values.size() > 20 ? shown(values.toString().getBytes(UTF_8)) : values);
  }

  private static String value(ByteBuffer body) {
    int length = body.getInt();
    if (length < 0) {
      return "NULL";
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    return shown(bytes);
  }

  private static String description(ByteBuffer body) {
    List<String> columns = new ArrayList<>();
    for (int left = body.getShort() & 0xffff; left > 0; left--) {
      columns.add(
          "%s table %s.%d type %s size %d mod %d format %d"
              .formatted(
                  Message.text(body),
                  oid(body.getInt()),
                  body.getShort(),
                  oid(body.getInt()),
                  body.getShort(),
                  body.getInt(),
                  body.getShort()));
    }
    String all = columns.toString();
    return "RowDescription " + (columns.size() > 20 ? shown(all.getBytes(UTF_8)) : all);
  }

  private static String parameters(ByteBuffer body) {
    List<String> types = new ArrayList<>();
    for (int left = body.getShort() & 0xffff; left > 0; left--) {
      types.add(oid(body.getInt()));
    }
    return "ParameterDescription " + types;
  }

  private static String copy(String name, ByteBuffer body) {
    int format = body.get();
    List<Integer> columns = new ArrayList<>();
    for (int left = body.getShort() & 0xffff; left > 0; left--) {
      columns.add((int) body.getShort());
    }
    return "%s format %d, columns %s".formatted(name, format, columns);
  }

  private static String version(ByteBuffer body) {
    int minor = body.getInt();
    List<String> unknown = new ArrayList<>();
    for (int left = body.getInt(); left > 0; left--) {
      unknown.add(Message.text(body));
    }
    return "NegotiateProtocolVersion %d.%d, not known: %s"
        .formatted(minor >> 16, minor & 0xffff, unknown);
  }

  private static String oid(int oid) {
    return Integer.compareUnsigned(oid, FIRST_OID_OF_USERS) < 0 ? String.valueOf(oid) : "<oid>";
  }

  private static byte[] rest(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  /** Long values by their beginning, length and checksum, so that nothing of them is left out. */
  private static String shown(byte[] bytes) {
    if (bytes.length > LONGEST) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      return "'%s...' (%d bytes, checksum %x)"
          .formatted(
              printable(new String(bytes, 0, 40, ISO_8859_1)), bytes.length, checksum.getValue());
    }
    String text = new String(bytes, UTF_8);
    if (POSITION.matcher(text).matches()) {
      return "<position>";
    }
    return TIME.matcher(text).matches() ? "<time>" : "'" + printable(text) + "'";
  }

  private static String printable(String text) {
    return text.chars()
        .mapToObj(c -> c < ' ' || c == 0x7f ? "\\x%02x".formatted(c) : String.valueOf((char) c))
        .collect(Collectors.joining());
  }
}
