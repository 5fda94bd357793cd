package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.client.limit.Pause;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.LagrangeCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The session of one client once it has logged in: takes its messages unit by unit, has a
 * connection found for each that is outside of a transaction, and gives it back when the server
 * says that nothing is open. Confined to one event loop.
 */
final class ClientSession extends RepliesToClient {

  private final LocalAnswers answers;
  private final Levels levels;
  private final Routing routing;
  private final CommandRunner commands;
  private final Inbox inbox;
  private final Search search;
  private boolean pumping;

  ClientSession(
      Shared shared, Channel channel, BackendKey key, Levels levels, ClientBinding binding) {
    super(channel, shared, key, binding);
    this.answers = new LocalAnswers(channel.alloc(), statements);
    this.inbox = new Inbox(shared.cluster().classifier(), statements);
    this.levels = levels;
    this.routing = new Routing(shared.cluster(), effects);
    this.search =
        new Search(shared, lender, channel.eventLoop(), routing, binding, new SearchEnding());
    this.commands =
        new CommandRunner(
            new OwnCommands(shared.cluster(), levels, binding, routing), shared.waiting());
  }

  // ---- from the client

  /** One message; taken over. */
  void message(byte type, ByteBuf message) {
    inbox.add(type, message);
  }

  /** Goes on as far as possible with what was queued. */
  @Override
  void pump() {
    if (pumping) {
      return; // called by a step
    }
    pumping = true;
    try {
      while (!inbox.isEmpty() && !output.isEnding() && !isBusy() && step()) {
        // until something has to come first
      }
    } finally {
      pumping = false;
    }
    if (link != null) {
      link.flush();
    }
    showWhatMay(); // the proxy itself may have answered
    output.flush();
    readOrNot();
    boolean open = link != null || sender.isOpen() || isBusy() || !inbox.isEmpty();
    if (shared.draining().get() && !open) {
      output.proxyEnds();
    }
  }

  /** Whether something has to come first. */
  private boolean isBusy() {
    return search.waiting() != null || replay.cause() != null || isSettling();
  }

  /** The client is read from as long as what it sends can be passed on. */
  private void readOrNot() {
    boolean may = !inbox.isFull() && (link == null || link.isWritable());
    if (channel.config().isAutoRead() != may) {
      channel.config().setAutoRead(may);
    }
  }

  /** One step; false if something has to come first. */
  private boolean step() {
    Backend on = link;
    if (on == null && sender.isOpen() && !inbox.isAtEnd()) {
      skipUnlinked();
      return true;
    }
    if (inbox.isAtEnd()) {
      if (!progress.isRunning() || sender.isOpen() || sender.isCopying()) {
        output.closeOnceTold(); // else once it has been answered
      }
      return false;
    }
    boolean running = progress.isRunning();
    if (on != null && running && (sender.isSkipping() || sender.isCopying())) {
      sender.send(on, inbox.next());
      progress.flushes(false);
      return true;
    }
    if (running
        && (!sender.isOpen() || (progress.isFlushed() && on != null && !on.owesNothing()))) {
      return false;
    }
    Unit unit = inbox.nextUnit();
    if (unit == null) {
      if (inbox.hasEnd()) {
        output.closeOnceTold(); // with what it began and nobody waits for
      }
      return false;
    }
    if (on != null && running) {
      goOn(on, unit);
    } else {
      begin(unit);
    }
    return true;
  }

  /** After an error without a connection: up to the Sync nothing counts. */
  private void skipUnlinked() {
    Frame frame = inbox.next();
    frame.release();
    if (frame.type() == 'S') {
      sender.ended();
      output.ready(progress.status());
    }
  }

  /** The running unit goes on after a Flush. */
  private void goOn(Backend on, Unit more) {
    if (progress.isOnlyPrepared() && !effects.isPinned()) {
      // so far it has only parsed and described, which is as good anywhere: what is to be executed
      // now needs a node that is fresh enough now
      progress.stops();
      search.over();
      leave(on);
    }
    begin(more);
  }

  private void begin(Unit unit) {
    SQLException refusal = unit.refusal(progress.isRunning());
    LagrangeCommand command = unit.command();
    progress.asked(unit);
    if (progress.isCancelled()) {
      refuseCancelled(unit);
    } else if (refusal != null) {
      refuse(unit, refusal);
    } else if (command != null) {
      command(unit, command);
    } else {
      place(unit);
    }
  }

  private void place(Unit unit) {
    try {
      Level level = levels.of(unit, effects.wanted(), !progress.isOutside());
      confirmation.asks(level);
      if (link != null) {
        within(link, unit, level);
      } else if (unit.needsServer()) {
        search.place(unit, level);
      } else {
        answers.to(unit, null, progress.status()).forEach(this::reply);
      }
    } catch (SQLException e) {
      refuse(unit, e);
    }
  }

  /** Runs a command for Lagrange. */
  private void command(Unit unit, LagrangeCommand command) {
    search.waits(unit);
    commands.run(
        unit,
        command,
        !progress.isOutside(),
        channel.eventLoop(),
        outcome -> {
          if (search.takeBack(unit)) {
            answers.to(unit, outcome, progress.status()).forEach(this::reply);
            pump();
          }
        },
        why -> refuseIfWaiting(unit, why));
  }

  private void refuseIfWaiting(Unit unit, SQLException why) {
    if (search.takeBack(unit)) {
      refuse(unit, why);
      pump();
    }
  }

  private void refuse(Unit unit, SQLException why) {
    refuse(unit, ClientOutput.state(why), String.valueOf(why.getMessage()));
  }

  private void refuseCancelled(Unit unit) {
    refuse(unit, SqlState.TIMED_OUT.code(), "canceling statement due to user request");
  }

  /** Says an error of the proxy's own to a unit that runs nowhere. Takes it over. */
  private void refuse(Unit unit, String sqlState, String message) {
    unit.release();
    search.over();
    Backend on = link;
    if (on != null && progress.isRunning()) {
      progress.flushes(!unit.closed());
      failRunning(on, unit.closed(), sqlState, message);
      return;
    }
    output.error(sqlState, message);
    spoil();
    if (unit.closed()) {
      output.ready(progress.status());
    } else {
      sender.skip();
      progress.skips(link != null);
    }
    flushReplies();
  }

  // ---- finding a connection

  private final class SearchEnding implements Search.Ending {
    @Override
    public void found(Backend backend, Route at, Unit unit, boolean repeatable) {
      link(backend, at, unit, repeatable);
      pump();
    }

    @Override
    public void stays(Backend backend, Unit unit) {
      serve(backend, unit);
      pump();
    }

    @Override
    public void failed(Unit unit, SQLException why) {
      refuseIfWaiting(unit, why);
    }
  }

  private void link(Backend backend, Route at, Unit unit, boolean repeatable) {
    link = backend;
    route = at;
    routing.routed(at);
    confirmation.placedBy(search.index());
    backend.lend(this);
    backend.give(
        effects.wanted(),
        given -> {
          if (link != backend || !search.takeBack(unit)) {
            return; // it is lost, or the client is gone
          }
          if (given && !progress.isCancelled()) {
            if (repeatable && at.role() == Role.REPLICA) {
              replay.keep(unit);
              backend.hold();
            }
            start(backend, unit);
          } else {
            notReady(backend, at, unit);
          }
          pump();
        });
  }

  /** The connection that was found for a unit does not have the session's state. */
  private void notReady(Backend on, Route at, Unit unit) {
    unlink();
    if (progress.isCancelled()) {
      refuseCancelled(unit);
    } else if (at.role() == Role.REPLICA) {
      search.exclude(on.node());
      search.place(unit, at.level());
    } else {
      refuse(unit, "58000", effects.notGiven(on));
    }
  }

  /** A unit within a transaction, or of a client that is bound to its connection. */
  private void within(Backend on, Unit unit, Level level) throws SQLException {
    Route at = route;
    if (at != null && at.role() == Role.PRIMARY) {
      search.prove(on, at, unit, level);
      return;
    }
    // one that has failed is left to the server, which refuses all but what gets out of it
    boolean getsOut = progress.status() == 'E' && unit.controlsTransaction();
    if (at != null && (progress.status() == 'T' || getsOut)) {
      Routing.checkOnReplica(at, unit, level, progress.isChained());
    }
    serve(on, unit);
  }

  private void serve(Backend on, Unit unit) {
    if (progress.isRunning()) {
      run(on, unit);
    } else {
      start(on, unit);
    }
  }

  private void start(Backend on, Unit unit) {
    statements.mark();
    effects.begins();
    confirmation.begins();
    progress.begins();
    run(on, unit);
  }

  private void run(Backend on, Unit unit) {
    progress.sends(unit);
    Route at = route;
    if (at != null) {
      effects.sends(on, at, unit, !progress.isOutside());
      confirmation.sends(at, unit);
    }
    lender.sends(on, unit);
    sender.send(on, unit);
  }

  // ---- from the server

  @Override
  public void flushReplies() {
    showWhatMay();
    output.flush();
    readOrNot();
    if (progress.isFlushed() && !inbox.isEmpty()) {
      pumpSoon(); // it may have waited for what has come now
    }
  }

  @Override
  public void ready(char now) {
    Backend on = link;
    Route at = route;
    if (on == null || at == null) {
      return;
    }
    RerunCause cause = replay.cause();
    if (cause != null) {
      rerun(on, at, cause);
      return;
    }
    shown();
    progress.answered(now, at.role());
    sender.ended();
    if (now == 'I') {
      levels.transactionEnded();
    }
    boolean wrote = effects.mayHaveWritten();
    effects.answered(
        on,
        at,
        now == 'I',
        () -> confirmation.end(on, at, wrote, now == 'I', why -> confirmed(on, at, why)));
  }

  /** What the answered unit has shown was shown for good, or could not be confirmed. */
  private void confirmed(Backend on, Route at, @Nullable SQLException why) {
    if (why != null && replay.isPossible() && confirmation.mayBeTriedAgain() && search.asksAnew()) {
      if (!progress.isOutside()) {
        on.changed();
        progress.leaves();
      }
      rerun(on, at, RerunCause.NOT_CONFIRMED);
      return;
    }
    if (why != null && confirmation.isTorn()) {
      channel.close();
      return;
    }
    replay.drop();
    if (why != null) {
      confirmation.drop();
      output.error(why);
      spoil();
      writabilityChanged(); // there is room again
    }
    settled(on);
    if (link == on && !on.isOpen()) {
      lost(null, false); // which was not told before
    }
  }

  /** What the answered unit has left behind is known. */
  private void settled(Backend on) {
    search.over();
    if (link == on && progress.isOutside() && !effects.isPinned()) {
      unlink();
    }
    effects.keep(output, progress.status(), this::pump);
  }

  /** What ran on a replica showed nothing, and is done again elsewhere. */
  private void rerun(Backend on, Route at, RerunCause cause) {
    Unit unit = replay.take();
    progress.stops();
    takeBack();
    if (unit == null) {
      return;
    }
    if (progress.isCancelled()) {
      effects.failed();
      refuseCancelled(unit);
      pump();
      return;
    }
    routing.runsAgain(unit, on.node(), cause);
    if (!cause.needsPrimary() && cause != RerunCause.NOT_CONFIRMED) {
      search.exclude(on.node());
    }
    search.place(unit, at.level());
    pump();
  }

  @Override
  public void lost(@Nullable Throwable why, boolean torn) {
    Backend on = link;
    Route at = route;
    if (on == null || at == null || confirmation.isAtEnd()) {
      return;
    }
    if (replay.isPossible()) {
      rerun(on, at, RerunCause.CONNECTION_LOST);
      return;
    }
    Unit unsent = search.isReadying() && at.role() == Role.REPLICA ? search.giveUp() : null;
    if (unsent != null) {
      notReady(on, at, unsent);
      pump();
      return;
    }
    effects.acknowledged(on);
    link = null;
    if (confirmation.lost(torn)) {
      channel.close(); // whatever is said now would be taken for the rest of a row
    } else {
      output.lost(on.node(), effects.mayHaveWritten());
    }
  }

  // ---- cancel, and the end

  /** What the client does, if that is nothing. */
  Pause pause() {
    boolean reads = channel.config().isAutoRead() && output.isTaken();
    return isBusy() || !reads ? Pause.NONE : progress.pause(sender, link);
  }

  /**
   * The client wants what it waits for to be cancelled.
   *
   * @param then run once the server knows, if it has to
   */
  void cancel(Runnable then) {
    Backend on = link;
    Unit unit = search.cancel();
    progress.cancels();
    if (unit == null && on != null && (progress.isRunning() || search.isReadying())) {
      shared.backends().cancel(channel.eventLoop(), on, then);
      return;
    }
    if (unit != null) {
      refuseCancelled(unit);
      pump();
    } else if (effects.isBehindReady() && inbox.hasCall()) {
      progress.cancelsNext();
    }
    then.run();
  }

  /** The client is gone: what ran for it is cancelled, and its connection is no one else's. */
  void closed() {
    boolean running = progress.isRunning() || search.isReadying();
    search.abandon();
    replay.drop();
    confirmation.drop();
    inbox.clear();
    lender.close();
    abandon(running);
  }
}
