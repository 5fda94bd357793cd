package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Owner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Of what a server says to a client's session, that which needs no decision. */
abstract class RepliesToClient implements Owner {

  final Channel channel;
  final ClientOutput output;
  final Statements statements = new Statements();
  final Replay replay = new Replay();
  private int process;

  RepliesToClient(Channel channel) {
    this.channel = channel;
    this.output = new ClientOutput(channel);
  }

  @Override
  public final void reply(ByteBuf messages) {
    output.write(messages);
  }

  @Override
  public final boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public final int processId() {
    return process;
  }

  /** What the client was told to be the number of its process. */
  final void processIs(int number) {
    process = number;
  }

  @Override
  public final void shown() {
    replay.drop();
  }

  @Override
  public final void notPrepared(String name) {
    statements.remove(name);
  }

  @Override
  public final boolean hides(String sqlState) {
    return replay.isCausedBy(sqlState);
  }
}
