package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/** What a client is told. Confined to its event loop. */
final class ClientOutput {

  /** For a client that does not read. */
  private static final long LIMIT_SECONDS = 10;

  private final Channel channel;
  private boolean toldFatal;

  ClientOutput(Channel channel) {
    this.channel = channel;
  }

  /** Messages; taken over, and not flushed. */
  void write(ByteBuf messages) {
    channel.write(messages);
  }

  void flush() {
    channel.flush();
  }

  /** That the next query may come. */
  void ready(char status) {
    channel.write(Replies.ready(channel.alloc(), status));
  }

  /** An error after which the client goes on. */
  void error(String sqlState, String message) {
    channel.write(Replies.error(channel.alloc(), "ERROR", sqlState, message));
  }

  /** The server has said an error after which it closes the connection. */
  void toldFatal() {
    toldFatal = true;
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

  /** An error that ends the session. */
  void fatal(String sqlState, String message) {
    channel.write(Replies.error(channel.alloc(), "FATAL", sqlState, message));
    closeOnceTold();
  }

  /** Closes once all that was written is on its way. */
  void closeOnceTold() {
    channel.eventLoop().schedule(() -> channel.close(), LIMIT_SECONDS, TimeUnit.SECONDS);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
