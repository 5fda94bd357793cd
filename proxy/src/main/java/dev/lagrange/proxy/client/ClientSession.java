package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.ReadPlan;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Owner;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.LagrangeCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session of one client once it has logged in: takes its messages unit by unit, has a
 * connection found for each that is outside of a transaction, and gives it back when the server
 * says that nothing is open. Confined to one event loop.
 */
final class ClientSession implements Owner {

  private final Shared shared;
  private final Channel channel;
  private final ClientIdentity identity;
  private final Statements statements = new Statements();
  private final Sender sender = new Sender(statements);
  private final LocalAnswers answers;
  private final UnitReader reader;
  private final Levels levels;
  private final Ledger ledger;
  private final Effects effects;
  private final Routing routing;
  private final OwnCommands commands;
  private final Deque<Frame> queue = new ArrayDeque<>();

  private int process;
  private char status = 'I';
  private @Nullable Unit waiting; // for a connection, or to be answered
  private @Nullable Placement placement;
  private @Nullable ReadPlan plan;
  private @Nullable Backend link;
  private @Nullable Route route;
  private boolean running; // something was sent that the server has not answered with Z
  private boolean executes;
  private @Nullable Unit again; // what runs, as long as it may run elsewhere
  private @Nullable RerunCause hidden;
  private boolean toldFatal;

  ClientSession(Shared shared, Channel channel, ClientIdentity identity) {
    this.shared = shared;
    this.channel = channel;
    this.identity = identity;
    this.answers = new LocalAnswers(channel.alloc(), statements);
    this.reader = new UnitReader(shared.cluster().classifier(), statements);
    this.levels = new Levels(shared.cluster(), identity.consistency());
    this.ledger = new Ledger(shared.cluster());
    this.effects = new Effects(shared.cluster(), ledger);
    this.routing = new Routing(shared.cluster());
    this.commands = new OwnCommands(shared.cluster(), levels, ledger, routing);
  }

  // ---- from the client

  /** One message; taken over. */
  void message(byte type, ByteBuf message) {
    queue.add(new Frame(type, message));
  }

  /** Goes on as far as possible with what was queued. */
  void pump() {
    while (!queue.isEmpty() && channel.isActive() && step()) {
      // until something has to come first
    }
    if (link != null) {
      link.flush();
    }
    channel.flush();
    readOrNot();
  }

  /** The client is read from as long as what it sends can be passed on. */
  private void readOrNot() {
    boolean may = queue.size() <= shared.mostQueued() && (link == null || link.isWritable());
    if (channel.config().isAutoRead() != may) {
      channel.config().setAutoRead(may);
    }
  }

  /** One step; false if something has to come first. */
  private boolean step() {
    if (waiting != null || hidden != null) {
      return false;
    }
    Backend on = link;
    if (on == null && sender.isOpen() && queue.element().type() != 'X') {
      skipUnlinked();
      return true;
    }
    if (queue.element().type() == 'X') {
      return end();
    }
    if (on != null && running && (sender.isSkipping() || sender.isCopying())) {
      sender.send(on, queue.remove());
      return true;
    }
    if (running && !sender.isOpen()) {
      return false;
    }
    Unit unit = reader.next(queue);
    if (unit == null) {
      if (queue.stream().anyMatch(frame -> frame.type() == 'X')) {
        closeOnceTold(); // with what it began and nobody waits for
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

  /** The client ends its session, once it has been answered. */
  private boolean end() {
    if (!running || sender.isOpen() || sender.isCopying()) {
      closeOnceTold();
    }
    return false;
  }

  /** After an error without a connection: up to the Sync nothing counts. */
  private void skipUnlinked() {
    Frame frame = queue.remove();
    frame.release();
    if (frame.type() == 'S') {
      sender.ended();
      reply(Replies.ready(channel.alloc(), status));
    }
  }

  /** The running unit goes on after a Flush. */
  private void goOn(Backend on, Unit more) {
    Route at = route;
    boolean fits = more.isRead() && (more.closed() || !more.executes());
    if (at != null && at.role() == Role.REPLICA && status == 'I' && !fits && !executes) {
      // so far it has only parsed and described, which is as good anywhere
      running = false;
      sender.ended();
      link = null;
      route = null;
      new Retiring(shared.backends(), channel.eventLoop(), on).begin();
      begin(more);
      return;
    }
    run(on, more);
  }

  private void begin(Unit unit) {
    String unreadable = unit.unreadable();
    if (unreadable != null) {
      refuse(unit, "08P01", unreadable);
      return;
    }
    if (unit.mixesCommands()) {
      refuse(unit, "0A000", "a command for Lagrange stands among others: send it alone");
      return;
    }
    LagrangeCommand command = unit.command();
    if (command != null) {
      command(unit, command);
      return;
    }
    Level level;
    try {
      level = levels.of(unit, status != 'I');
    } catch (IllegalArgumentException e) {
      refuse(unit, SqlState.INVALID_OPTION.code(), "In the hint: " + e.getMessage());
      return;
    }
    if (link != null) {
      within(link, unit, level);
    } else if (unit.needsServer()) {
      place(unit, level);
    } else {
      answers.to(unit, null, status).forEach(this::reply);
    }
  }

  /** Runs a command for Lagrange, on a thread that may wait. */
  private void command(Unit unit, LagrangeCommand command) {
    waiting = unit;
    boolean inTransaction = status != 'I';
    shared
        .waiting()
        .execute(
            () -> {
              List<List<@Nullable String>> rows;
              try {
                rows = unit.executes() ? commands.run(command, inTransaction) : List.of();
              } catch (SQLException e) {
                channel.eventLoop().execute(() -> refuseIfWaiting(unit, e));
                return;
              }
              List<String> columns = commands.columns(command);
              channel
                  .eventLoop()
                  .execute(
                      () -> {
                        if (takeBack(unit)) {
                          LocalAnswers.Outcome outcome =
                              LocalAnswers.Outcome.of(command, columns, rows);
                          answers.to(unit, outcome, status).forEach(this::reply);
                          pump();
                        }
                      });
            });
  }

  private void refuseIfWaiting(Unit unit, SQLException why) {
    if (takeBack(unit)) {
      refuse(unit, state(why), String.valueOf(why.getMessage()));
      pump();
    }
  }

  /** Whether a unit still waits, which it does no longer. */
  @SuppressWarnings("ReferenceEquality") // another one with the same text is another one
  private boolean takeBack(Unit unit) {
    boolean waits = waiting == unit;
    if (waits) {
      waiting = null;
      placement = null;
    }
    return waits;
  }

  /** Says an error of the proxy's own to a unit that runs nowhere. Takes it over. */
  private void refuse(Unit unit, String sqlState, String message) {
    unit.release();
    reply(Replies.error(channel.alloc(), "ERROR", sqlState, message));
    plan = null;
    if (link != null && status == 'T') {
      // as after any error, the transaction is to be a failed one
      status = 'E';
      link.spoil();
    }
    if (unit.closed()) {
      reply(Replies.ready(channel.alloc(), status));
    } else {
      sender.skip();
      running = link != null;
    }
    flushReplies();
  }

  private static String state(SQLException why) {
    return why.getSQLState() == null ? "XX000" : why.getSQLState();
  }

  // ---- finding a connection

  private Placement placement(Unit unit, Level level, Placement.Found found) {
    Placement search =
        new Placement(
            shared.cluster(),
            shared.backends(),
            identity.key(),
            channel.eventLoop(),
            shared.waiting(),
            level,
            new Placement.Result() {
              @Override
              public void placed(Backend backend, Route at) {
                placement = null;
                found.at(backend, at);
                pump();
              }

              @Override
              public void failed(SQLException why) {
                refuseIfWaiting(unit, why);
              }
            });
    waiting = unit;
    placement = search;
    return search;
  }

  private void place(Unit unit, Level level) {
    Routing.Decision decision = routing.decide(unit, level);
    boolean repeatable = decision.onReplica() && unit.closed();
    Placement search = placement(unit, level, (backend, at) -> link(backend, at, unit, repeatable));
    if (!decision.onReplica()) {
      search.primary(
          decision.reason(),
          Gate.isStrong(level, unit),
          Gate.readElsewhere(shared.cluster(), ledger.binding(), level, unit));
      return;
    }
    ReadPlan reads = plan;
    if (reads == null) {
      reads = new ReadPlan(shared.cluster(), level.consistency(), ledger.binding());
      plan = reads;
    }
    search.read(reads);
  }

  private void link(Backend backend, Route at, Unit unit, boolean repeatable) {
    link = backend;
    route = at;
    routing.routed(at);
    backend.lend(this);
    backend.give(
        effects.wanted(),
        given -> {
          if (link != backend || !takeBack(unit)) {
            return; // cancelled, or gone
          }
          if (given) {
            if (repeatable && at.role() == Role.REPLICA) {
              again = unit.copy();
              backend.hold();
            }
            start(backend, unit);
          } else {
            unlink();
            refuse(
                unit,
                "58000",
                "What the session has set "
                    + effects.wanted()
                    + " could not be given to a connection to "
                    + backend.node()
                    + ", on which nothing of it may run without; open another connection");
          }
          pump();
        });
  }

  /** A unit within a transaction, or of a client that is bound to its connection. */
  private void within(Backend on, Unit unit, Level level) {
    Route at = route;
    if (at != null && at.role() == Role.PRIMARY) {
      // it may be the first strong one there, or the first after a read elsewhere
      placement(
              unit,
              level,
              (same, where) -> {
                takeBack(unit);
                start(same, unit);
              })
          .stay(
              on,
              at,
              Gate.isStrong(level, unit),
              Gate.readElsewhere(shared.cluster(), ledger.binding(), level, unit));
      return;
    }
    String problem = at != null && status == 'T' ? routing.problemOnReplica(at, unit, level) : null;
    if (problem != null) {
      refuse(unit, SqlState.READ_ONLY.code(), problem);
    } else {
      start(on, unit);
    }
  }

  private void start(Backend on, Unit unit) {
    statements.mark();
    effects.begins();
    executes = false;
    run(on, unit);
  }

  private void run(Backend on, Unit unit) {
    running = true;
    executes |= unit.executes();
    Route at = route;
    if (at != null) {
      effects.sends(on, at, unit, status != 'I');
    }
    sender.send(on, unit);
  }

  // ---- from the server

  @Override
  public void reply(ByteBuf messages) {
    channel.write(messages);
  }

  @Override
  public void flushReplies() {
    channel.flush();
    readOrNot();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** The client takes more again, or no more. */
  void writabilityChanged() {
    if (link != null && channel.isWritable()) {
      link.resume();
    }
  }

  @Override
  public void completed(String tag) {
    staysHere();
    Backend on = link;
    if (on == null) {
      return;
    }
    if (tag.equals("DEALLOCATE ALL") || tag.equals("DISCARD ALL")) {
      statements.clear();
    }
    if (tag.equals("DISCARD ALL") && status == 'I') {
      effects.wasReset(on);
    }
    effects.acknowledged(on);
  }

  /** Something of the unit was shown: it does not run again elsewhere. */
  private void staysHere() {
    if (again != null) {
      again.release();
      again = null;
    }
  }

  @Override
  public void copies() {
    sender.copies(link != null && link.owesReady());
    pumpSoon();
  }

  /** What waits in the queue may go on, once what is being read now was passed on. */
  private void pumpSoon() {
    channel.eventLoop().execute(this::pump);
  }

  @Override
  public int processId() {
    return process;
  }

  /** What the client was told to be the number of its process. */
  void processIs(int number) {
    process = number;
  }

  @Override
  public void notPrepared(String name) {
    statements.remove(name);
  }

  @Override
  public boolean hides(String sqlState) {
    boolean lost = sqlState.startsWith("57P0");
    RerunCause cause = lost ? RerunCause.CONNECTION_LOST : RerunCause.ofReplica(sqlState);
    if (again == null || cause == null) {
      return false;
    }
    hidden = cause;
    return true;
  }

  @Override
  public void failed(String sqlState, boolean fatal) {
    staysHere();
    effects.failed();
    sender.copyEnded();
    toldFatal |= fatal;
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

  @Override
  public void ready(char now) {
    Backend on = link;
    Route at = route;
    if (on == null || at == null) {
      return;
    }
    if (hidden != null) {
      rerun(on, at, hidden);
      return;
    }
    staysHere();
    status = now;
    running = false;
    plan = null;
    sender.ended();
    effects.answered(on, at, now == 'I');
    if (now == 'I') {
      levels.transactionEnded();
      if (!effects.isPinned()) {
        unlink();
      }
    }
    pump();
  }

  /** What ran on a replica showed nothing, and is done again elsewhere. */
  private void rerun(Backend on, Route at, RerunCause cause) {
    Unit unit = again;
    again = null;
    hidden = null;
    running = false;
    sender.ended();
    statements.takeBack();
    unlink();
    if (unit == null) {
      return;
    }
    shared.cluster().listener().rerun(on.node(), cause);
    Classification statement = unit.decisive();
    if (statement != null) {
      shared.cluster().reruns().add(statement, cause);
    }
    if (cause.needsPrimary()) {
      routing.nextOnPrimary();
    } else if (plan != null) {
      plan.exclude(on.node(), Reason.RERUN);
    }
    place(unit, at.level());
    pump();
  }

  @Override
  public void lost(@Nullable Throwable why) {
    Backend on = link;
    Route at = route;
    if (on == null || at == null) {
      return;
    }
    if (again != null) {
      rerun(on, at, RerunCause.CONNECTION_LOST);
      return;
    }
    boolean mayHaveWritten = effects.mayHaveWritten();
    effects.acknowledged(on);
    link = null;
    if (!toldFatal) {
      reply(
          Replies.error(
              channel.alloc(),
              "FATAL",
              (mayHaveWritten ? SqlState.OUTCOME_UNKNOWN : SqlState.NODE_LOST).code(),
              "The connection to node "
                  + on.node()
                  + " was lost"
                  + (mayHaveWritten ? ", and nobody knows whether what was written took place" : "")
                  + "; open another connection"));
    }
    closeOnceTold();
  }

  private void closeOnceTold() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void unlink() {
    Backend on = link;
    link = null;
    route = null;
    if (on != null) {
      shared.backends().release(channel.eventLoop(), on);
    }
  }

  // ---- cancel, and the end

  /** The client wants what runs now to be cancelled. */
  void cancel() {
    Unit unit = waiting;
    if (unit != null && link == null) {
      giveUpPlacement();
      refuseIfWaiting(
          unit,
          new SQLException("canceling statement due to user request", SqlState.TIMED_OUT.code()));
    } else if (link != null && running) {
      shared.backends().cancel(channel.eventLoop(), link);
    }
  }

  private void giveUpPlacement() {
    if (placement != null) {
      placement.cancel();
    }
  }

  /** Whether nothing is open, so that the client may be sent away. */
  boolean isIdle() {
    return link == null && waiting == null && queue.isEmpty();
  }

  /** The client is gone: what ran for it is cancelled, and its connection is no one else's. */
  void closed() {
    giveUpPlacement();
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    staysHere();
    queue.forEach(Frame::release);
    queue.clear();
    Backend on = link;
    if (on == null) {
      return;
    }
    if (running) {
      shared.backends().cancel(channel.eventLoop(), on);
      effects.acknowledged(on);
    }
    on.changed();
    unlink();
  }
}
