package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Expected;
import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.StatementText;
import io.netty.buffer.ByteBuf;

/**
 * Sends a client's messages to a server, with the server's names for prepared statements in place
 * of the client's. Confined to one client.
 */
final class Sender {

  private final Statements statements;
  private boolean open;
  private boolean skipping;
  private boolean copying;

  Sender(Statements statements) {
    this.statements = statements;
  }

  /** Whether more of the unit is to come, before the server is ready again. */
  boolean isOpen() {
    return open;
  }

  /** Whether an error was said, so that everything up to the next Sync is left out. */
  boolean isSkipping() {
    return skipping;
  }

  /** Whether the server reads rows. */
  boolean isCopying() {
    return copying;
  }

  /**
   * The server reads rows now.
   *
   * @param owesReady whether it will be ready after them: else a Sync has to come yet
   */
  void copies(boolean owesReady) {
    copying = true;
    open = !owesReady;
  }

  /** An error was said, after which a Sync is needed. */
  void skip() {
    open = true;
    skipping = true;
  }

  /** The server reads no rows any more. */
  void copyEnded() {
    copying = false;
  }

  /** The server is ready: whatever was open is not. */
  void ended() {
    open = false;
    skipping = false;
    copying = false;
  }

  /**
   * Has what goes on after a Flush fail, if it has not failed already.
   *
   * @param error what the client is told; taken over
   * @param closed whether the client has ended it
   */
  void fail(Backend to, ByteBuf error, boolean closed) {
    if (skipping) {
      error.release(); // the server was the first to refuse something
    } else {
      statements.remove("");
      to.fail(error);
    }
    if (closed) {
      skipping = false;
      open = false;
      to.send(Requests.sync(to.allocator()), Expected.SYNC);
    } else {
      skip();
      to.send(Requests.flush(to.allocator()), null);
    }
  }

  /** A unit, or more of one. */
  void send(Backend to, Unit unit) {
    open = !unit.closed();
    if (unit.mixesProtocols()) {
      // a simple query with no Sync before it leaves servers in a state that the next one trips
      // over
      to.changed();
    }
    for (Frame frame : unit.frames()) {
      send(to, frame);
    }
  }

  /** One message, which was read before. */
  void send(Backend to, Frame frame) {
    if (skipping && frame.type() != 'S') {
      frame.release();
      return;
    }
    if (copying && (frame.type() == 'S' || !frame.isOfCopy())) {
      // whether the server answers it depends on whether the COPY has failed meanwhile
      to.changed();
      to.send(frame.message(), null);
      return;
    }
    try {
      translate(to, frame);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  private void translate(Backend to, Frame frame) throws ProtocolException {
    ByteBuf message = frame.message();
    switch (frame.type()) {
      case 'Q' -> {
        statements.remove("");
        to.send(message, Expected.QUERY);
      }
      case 'F' -> to.send(message, Expected.FUNCTION);
      case 'S' -> {
        skipping = false;
        open = false;
        to.send(message, Expected.SYNC);
      }
      case 'P' -> parse(to, frame.parse(null), message);
      case 'B' -> bind(to, frame.bind(), message);
      case 'D' -> describe(to, frame.target(), message);
      case 'C' -> close(to, frame.target(), message);
      case 'E' -> to.send(message, Expected.EXECUTE);
      case 'c', 'f' -> {
        to.send(message, copying ? null : Expected.COPY_END);
        copying = false;
      }
      default -> to.send(message, null);
    }
  }

  private void parse(Backend to, Frontend.Parse parse, ByteBuf message) {
    String name = parse.name();
    int before = statements.moment();
    if (name.isEmpty()) {
      statements.put(name, parse.statement());
      to.parse(message, parse.statement(), before);
      return;
    }
    message.release();
    if (statements.has(name)) {
      to.parseTwice(name, parse.statement());
    } else {
      statements.put(name, parse.statement());
      to.parse(parse.statement(), before);
    }
  }

  private void bind(Backend to, Frontend.Bind bind, ByteBuf message) throws ProtocolException {
    StatementText statement = statements.get(bind.statement());
    if (statement == null) {
      to.bindNothing(message, bind);
    } else {
      to.bind(message, bind, statement);
    }
  }

  private void describe(Backend to, Frontend.Target target, ByteBuf message) {
    StatementText statement = target.kind() == 'P' ? null : statements.get(target.name());
    if (target.kind() == 'P') {
      to.send(message, Expected.DESCRIBE);
    } else if (statement == null) {
      to.describeNothing(message, target.name());
    } else {
      message.release();
      to.describe(target.name(), statement);
    }
  }

  private void close(Backend to, Frontend.Target target, ByteBuf message) {
    if (target.kind() == 'P') {
      to.send(message, Expected.CLOSE);
      return;
    }
    message.release();
    to.closed(statements.moment());
    statements.remove(target.name());
  }
}
