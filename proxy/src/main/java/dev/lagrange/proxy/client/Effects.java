package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.UnseenState;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.SessionEffect;
import dev.lagrange.routing.sql.StatementKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client's units leave behind: writes that its later reads have to see, settings that go
 * along to other connections, and what binds it to the connection it has. Confined to one client.
 */
final class Effects {

  private final Cluster cluster;
  private final ClientBinding binding;
  private final boolean resetsUnseen;
  private SessionSettings wanted = SessionSettings.NONE;
  private @Nullable SessionSettings after;
  private final Set<String> untold = new LinkedHashSet<>(0);
  private boolean settling;
  private boolean pinned;
  private boolean wrote;
  private boolean changedCatalog;
  private boolean executed;
  private boolean alone;
  private boolean reset;
  private boolean failed;
  private boolean ends;
  private boolean saysReady;
  private boolean setsLocally;
  private long startedAt;

  Effects(Cluster cluster, ClientBinding binding) {
    this.cluster = cluster;
    this.binding = binding;
    this.resetsUnseen = cluster.options().get(OptionTable.UNSEEN_STATE) == UnseenState.RESET;
  }

  /** What each connection has to be given before anything of the client runs there. */
  SessionSettings wanted() {
    return wanted;
  }

  /** What there is to say where a connection could not be given that. */
  String notGiven(Backend to) {
    return "What the session has set "
        + wanted
        + " could not be given to a connection to "
        + to.node()
        + ", on which nothing of it may run without; open another connection";
  }

  /** Whether the client is bound to its connection. */
  boolean isPinned() {
    return pinned;
  }

  /** Whether something may have been written that no server has acknowledged yet. */
  boolean mayHaveWritten() {
    return wrote;
  }

  /** Whether the server is being asked what the session has set, or what it saw is being kept. */
  boolean isSettling() {
    return settling;
  }

  /** Whether that goes on although the client was told that its next query may come. */
  boolean isBehindReady() {
    return settling && !saysReady;
  }

  /** A unit is about to be sent. */
  void begins() {
    startedAt = cluster.ticker().read();
    executed = false;
    failed = false;
    ends = false;
  }

  /** A unit, or more of it, is about to be sent. */
  void sends(Backend to, Route route, Unit unit, boolean inTransaction) {
    boolean goesOn = executed;
    alone = !goesOn && unit.runsOneOnly();
    boolean onPrimary = route.role() == Role.PRIMARY;
    executed |= unit.executes();
    ends |= unit.endsTransaction();
    if (onPrimary) {
      wrote |= unit.mayWrite();
      changedCatalog |= unit.changesCatalog();
    }
    if (!unit.executes()) {
      return; // what is only parsed changes nothing
    }
    setsLocally &= inTransaction || goesOn;
    SessionEffect effect = SessionEffect.NONE;
    for (Classification statement : unit.statements()) {
      setsLocally |= statement.kind() == StatementKind.SESSION || statement.changesSession();
      effect = statement.session().compareTo(effect) > 0 ? statement.session() : effect;
    }
    setsLocally |= unit.mayWrite() && unit.mayBeSeveral(); // of which one sets something
    if (effect == SessionEffect.NONE) {
      return;
    }
    after = pinned || inTransaction || goesOn ? null : Settings.after(wanted, unit);
    Set<String> names = after != null || pinned || !onPrimary ? null : Settings.changed(unit);
    if (names != null) {
      untold.addAll(names);
      to.changes(names);
    } else if (after == null) {
      to.changed();
      pinned |= onPrimary && (effect == SessionEffect.SHOWN || !resetsUnseen);
    }
  }

  /** The unit has failed: what it was to set it has not. */
  void failed() {
    failed = true;
    reset = false;
    after = null;
  }

  /** A statement has ended, and may be acknowledged by that. */
  void acknowledged(Backend by) {
    if (wrote) {
      boolean unflushed = pinned || setsLocally || by.isDirty() || by.stamp().asynchronousCommit();
      cluster.ledger().wrote(binding.now(), by, unflushed);
    }
  }

  /** The server has made the session as new; that counts once it is ready, if nothing followed. */
  void wasReset() {
    reset = alone;
  }

  /**
   * The server has answered a unit. What was set in a transaction counts once that has ended, and
   * is what the server then says it is: a rollback or a savepoint may have undone it.
   *
   * @param ended whether no transaction is open
   * @param then goes on: at once, or once the server has said that
   */
  void answered(Backend by, Route route, boolean ended, Runnable then) {
    if (ended) {
      acknowledged(by);
      wrote &= saysReady;
    }
    if (changedCatalog && ended) {
      changedCatalog = false;
      cluster.catalogChanged();
    }
    if (executed) {
      cluster.ledger().read(binding.now(), by, route, startedAt);
      binding.wasRead();
    }
    if (reset && ended) {
      by.wasReset();
      wanted = SessionSettings.NONE;
      after = null;
      pinned = false;
      untold.clear();
      binding.reset();
    }
    reset = false;
    SessionSettings left = after;
    after = null;
    if (left != null) {
      wanted = left;
      by.became(left);
    }
    if (pinned) {
      untold.clear(); // they are where they are
    }
    if (ended && !untold.isEmpty()) {
      settle(by, then);
    } else {
      settled(ended, then);
    }
  }

  /** Until now a client that the server has not told is in doubt if the connection is lost. */
  private void settled(boolean ended, Runnable then) {
    wrote &= !ended;
    then.run();
  }

  private void settle(Backend by, Runnable then) {
    List<String> names = List.copyOf(untold);
    untold.clear();
    settling = true;
    by.changes(names);
    by.ask(
        names,
        values -> {
          settling = false;
          SessionSettings told = values == null ? null : Settings.told(wanted, values);
          if (told != null) {
            wanted = told;
            by.became(told);
          } else {
            by.changed();
            pinned = true;
          }
          settled(true, then);
        });
  }

  /**
   * Whether the client is told here that the server is ready, and not by the server itself.
   *
   * @param confirms whether something has to be confirmed before
   */
  boolean saysReady(boolean confirms) {
    saysReady = confirms || binding.isKept();
    return saysReady;
  }

  /**
   * Lets the client go on. Where its session goes on elsewhere, what a transaction wrote and read
   * is kept before that; if it cannot be, the client is told by an error.
   *
   * @param status what it is told of its transaction, if it is told here
   */
  void keep(ClientOutput output, char status, Runnable then) {
    if (!saysReady) {
      then.run();
      return;
    }
    if ((status != 'I' && !ends) || !binding.isUnsaved()) {
      ready(output, status, then);
      return;
    }
    settling = true;
    output.flush(); // what was shown need not wait
    CompletableFuture<Boolean> saved = binding.saved();
    saved.whenComplete(
        (done, failure) ->
            output.onLoop(
                () -> {
                  settling = false;
                  if (failure != null && !failed) {
                    output.notKept(failure);
                  }
                  ready(output, status, then);
                }));
  }

  private void ready(ClientOutput output, char status, Runnable then) {
    saysReady = false;
    output.ready(status);
    then.run();
  }
}
