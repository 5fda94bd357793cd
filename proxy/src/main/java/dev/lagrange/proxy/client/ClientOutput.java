package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.OnLoop;
import dev.lagrange.proxy.wire.MessageWriter;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** What a client is told. Confined to its event loop. */
final class ClientOutput {

  /** For a client that does not read. */
  private static final long LIMIT_SECONDS = 10;

  private final Channel channel;
  private final MessageWriter writer;
  private boolean toldFatal;
  private boolean ending;

  ClientOutput(Channel channel) {
    this.channel = channel;
    this.writer = new MessageWriter(channel);
  }

  /** Messages; taken over, and not flushed. */
  void write(ByteBuf messages) {
    writer.write(messages);
  }

  void flush() {
    writer.flush();
  }

  /** Whether nothing comes any more behind what was written. */
  boolean isEnding() {
    return ending || !channel.isActive();
  }

  /** Whether all of it has gone to the client, as far as that can be seen from here. */
  boolean isTaken() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null || pending.isEmpty();
  }

  /** That the next query may come. */
  void ready(char status) {
    writer.write(Replies.ready(channel.alloc(), status));
  }

  /** An error after which the client goes on. */
  void error(String sqlState, String message) {
    writer.write(Replies.error(channel.alloc(), "ERROR", sqlState, message));
  }

  /** The same with what it is by itself. */
  void error(SQLException why) {
    error(state(why), String.valueOf(why.getMessage()));
  }

  /** The SQLSTATE of a failure; that of a defect if it has none. */
  static String state(Throwable why) {
    String state = why instanceof SQLException known ? known.getSQLState() : null;
    return state == null ? "XX000" : state;
  }

  /** What was done is not kept where the client's session goes on. */
  void notKept(Throwable why) {
    error(
        state(why),
        why.getMessage() + "; the statement itself was carried out: do not repeat what it wrote");
  }

  /** Does something on the client's event loop, soon. */
  void onLoop(Runnable action) {
    OnLoop.soon(channel.eventLoop(), action);
  }

  /** The same a little later. */
  void onLoop(int millis, Runnable action) {
    channel.eventLoop().schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  /** The server has said an error after which it closes the connection. */
  void toldFatal() {
    toldFatal = true;
  }

  /** But that was kept from the client. */
  void toldNothing() {
    toldFatal = false;
  }

  /** The connection to a node is lost, and the client's session with it. */
  void lost(NodeId node, boolean mayHaveWritten) {
    if (!toldFatal) {
      String doubt = ", and nobody knows whether what was written took place";
      String message =
          "The connection to node "
              + node
              + " was lost"
              + (mayHaveWritten ? doubt : "")
              + "; open another connection";
      SqlState state = mayHaveWritten ? SqlState.OUTCOME_UNKNOWN : SqlState.NODE_LOST;
      fatal(state.code(), message);
    } else {
      closeOnceTold();
    }
  }

  /** An error that ends the session, if it is not ended already. */
  void fatal(String sqlState, String message) {
    if (ending) {
      return;
    }
    writer.write(Replies.error(channel.alloc(), "FATAL", sqlState, message));
    closeOnceTold();
  }

  /** The proxy is about to end, and the client has nothing open. */
  void proxyEnds() {
    fatal("57P01", "terminating connection due to administrator command");
  }

  /** Closes once all that was written is on its way. */
  void closeOnceTold() {
    ending = true;
    channel.eventLoop().schedule(() -> channel.close(), LIMIT_SECONDS, TimeUnit.SECONDS);
    flush();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
