package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Owner;
import dev.lagrange.proxy.wire.ClientEncoding;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What a client's session does about what a server says, and with its connection, where nothing is
 * to be decided.
 */
abstract class RepliesToClient implements Owner {

  final Channel channel;
  final ClientOutput output;
  final Statements statements = new Statements();
  final Replay replay = new Replay();
  final Progress progress = new Progress();
  final Effects effects;
  final Confirmation confirmation;
  @Nullable Backend link;
  @Nullable Route route;
  final Shared shared;
  final Sender sender = new Sender(statements);
  final Lender lender;
  private int process;

  RepliesToClient(Channel channel, Shared shared, BackendKey key, ClientBinding binding) {
    this.shared = shared;
    this.channel = channel;
    this.effects = new Effects(shared.cluster(), binding);
    this.output = new ClientOutput(channel);
    this.confirmation =
        new Confirmation(shared.cluster(), effects, binding, output, shared.waiting());
    this.lender =
        shared.pooling() == Pooling.SESSION
            ? new SessionLender(shared.backends(), channel.eventLoop(), key, new Borrower())
            : new Lender(shared.backends(), channel.eventLoop(), key);
  }

  @Override
  public final void reply(ByteBuf messages) {
    confirmation.reply(messages);
  }

  @Override
  public final boolean isWritable() {
    return channel.isWritable() && !confirmation.isFull();
  }

  /** The client takes more again, or no more. */
  final void writabilityChanged() {
    if (link != null && isWritable()) {
      link.resume();
    }
    lender.resume();
  }

  /** Goes on as far as possible with what the client has sent. */
  abstract void pump();

  /** Shows what has been confirmed, or need not be. */
  final void showWhatMay() {
    Backend on = link;
    if (on != null && route != null) {
      boolean awaited = sender.isCopying() || (progress.isFlushed() && on.owesNothing());
      confirmation.piece(on, route, awaited, this::pieceShown);
    }
  }

  private void pieceShown() {
    shown();
    flushReplies();
    writabilityChanged();
    pumpSoon();
  }

  /** Whether the next unit has to wait for what the one before has left to do. */
  final boolean isSettling() {
    return effects.isSettling() || confirmation.isAsking();
  }

  @Override
  public final void completed(String tag) {
    shown();
    confirmation.completed(tag);
    if (tag.equals("DEALLOCATE ALL") || tag.equals("DISCARD ALL")) {
      statements.clear();
      if (link != null) {
        link.forgetPrepared(); // what was prepared in order to do this, too
      }
    }
    if (tag.equals("DISCARD ALL")) {
      effects.wasReset();
    }
    if (link != null) {
      effects.acknowledged(link);
    }
  }

  @Override
  public final void reports(String setting, String value) {
    String refusal = setting.equals(ClientEncoding.SETTING) ? ClientEncoding.refusal(value) : null;
    if (refusal != null) {
      if (link != null) {
        link.changed(); // it is nobody else's
      }
      output.fatal("0A000", refusal + "; the session ends, and what was committed stays");
    }
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
    if (!confirmation.keepsAll()) {
      replay.drop();
    }
  }

  @Override
  public final void skipped(int since) {
    statements.takeBack(since);
  }

  @Override
  public final void unnamedFailed() {
    statements.remove("");
  }

  @Override
  public final boolean saysReady() {
    return effects.saysReady(confirmation.isNeeded());
  }

  @Override
  public final boolean hides(String sqlState) {
    return replay.isCausedBy(sqlState);
  }

  @Override
  public final void copies() {
    sender.copies(link != null && link.owesReady());
    pumpSoon();
  }

  final void pumpSoon() {
    channel.eventLoop().execute(this::pump);
  }

  @Override
  public final void failed(String sqlState, boolean fatal) {
    shown();
    effects.failed();
    confirmation.failed();
    sender.copyEnded();
    if (fatal) {
      output.toldFatal();
    }
    Backend on = link;
    if (on == null) {
      return;
    }
    if (sqlState.equals("0A000") || sqlState.equals("26000")) {
      on.forgetPrepared(); // a plan that no longer fits stays so: it is to be made anew
    }
    if (!on.owesReady()) {
      sender.skip();
      pumpSoon();
    }
  }

  /**
   * Says an error of the proxy's own to what goes on after a Flush: in its turn, and so that the
   * server undoes what it would undo after an error of its own.
   *
   * @param closed whether the client has ended it
   */
  final void failRunning(Backend on, boolean closed, String sqlState, String message) {
    effects.failed();
    confirmation.failed();
    sender.fail(on, Replies.error(on.allocator(), "ERROR", sqlState, message), closed);
    on.flush();
  }

  /** As after any error, a transaction is to be a failed one. */
  final void spoil() {
    if (link != null && progress.status() == 'T') {
      progress.fails();
      link.spoil();
    }
  }

  /** The connection is done with. */
  final void unlink() {
    Backend on = link;
    link = null;
    route = null;
    if (on != null) {
      lender.release(on);
    }
  }

  /** Of what has run nothing was shown, and nothing counts; its connection is done with. */
  final void takeBack() {
    confirmation.drop();
    output.toldNothing();
    sender.ended();
    statements.takeBack();
    unlink();
  }

  /** The connection is of no use to anybody any more, and what may run there is cancelled. */
  final void abandon(boolean running) {
    Backend on = link;
    if (on == null) {
      return;
    }
    if (running) {
      shared.backends().cancel(channel.eventLoop(), on, () -> {});
      effects.acknowledged(on);
    }
    on.changed();
    unlink();
  }

  /** A connection on which nothing was executed is left. */
  final void leave(Backend on) {
    sender.ended();
    link = null;
    route = null;
    lender.leave(on);
  }

  private final class Borrower implements SessionLender.Client {
    @Override
    public @Nullable Backend served() {
      return link;
    }

    @Override
    public int processId() {
      return process;
    }

    @Override
    public boolean isWritable() {
      return channel.isWritable();
    }

    @Override
    public void hears(ByteBuf messages, boolean fatal) {
      output.write(messages);
      output.flush();
      if (fatal) {
        output.toldFatal();
      }
    }

    @Override
    public void loses(NodeId node) {
      output.lost(node, false);
    }
  }
}
