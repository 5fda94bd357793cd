package dev.lagrange.proxy.conversation;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes messages of a server off a stream. */
final class MessageReader {
  private static final int LONGEST = 256 << 20;

  private MessageReader() {}

  static Message next(DataInputStream in) throws IOException {
    char type = (char) in.readUnsignedByte();
    int length = in.readInt();
    if (length < Integer.BYTES || length > LONGEST) {
      throw new IOException("A message '%s' cannot have %d bytes".formatted(type, length));
    }
    byte[] payload = new byte[length - Integer.BYTES];
    in.readFully(payload);
    return new Message(type, payload);
  }

  /** All up to a ReadyForQuery, or a single message. */
  static List<Message> upToReady(DataInputStream in, boolean all) throws IOException {
    List<Message> messages = new ArrayList<>();
    do {
      messages.add(next(in));
    } while (all && messages.get(messages.size() - 1).type() != 'Z');
    return messages;
  }
}
