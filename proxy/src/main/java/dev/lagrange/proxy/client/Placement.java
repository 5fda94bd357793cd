package dev.lagrange.proxy.client;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.AtHand;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.PrimaryProof;
import dev.lagrange.control.cluster.ReadPlan;
import dev.lagrange.control.cluster.ReadRouter;
import dev.lagrange.control.session.Samples;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.OnLoop;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search for a server connection that may serve one unit. What is at hand is decided on the
 * event loop; where something has to be waited for, the loop goes on, and a thread of its own does
 * where an answer cannot be waited for otherwise. Confined to the event loop of the client.
 */
final class Placement {

  /** Where a unit may be served. */
  @FunctionalInterface
  interface Found {
    void at(Backend backend, Route route);
  }

  /** So often a connection that was found may turn out not to do. */
  private static final int MOST_ATTEMPTS = 20;

  private final Cluster cluster;
  private final AtHand known;
  private final Lender lender;
  private final EventLoop loop;
  private final Executor waiting;
  private final Level level;
  private final Found found;
  private final Consumer<SQLException> failed;
  private final long arrivedAt;
  private int attempts;
  private boolean ended;
  private boolean looked;

  Placement(
      Shared shared,
      AtHand known,
      Lender lender,
      EventLoop loop,
      Level level,
      Found found,
      Consumer<SQLException> failed) {
    this.cluster = shared.cluster();
    this.known = known;
    this.lender = lender;
    this.loop = loop;
    this.waiting = shared.waiting();
    this.level = level;
    this.found = found;
    this.failed = failed;
    this.arrivedAt = cluster.ticker().read();
  }

  /** Nobody wants it any more; what is found goes back. */
  void cancel() {
    ended = true;
  }

  // ---- reads

  /** A read that has to wait for something before it is planned; null if it has not. */
  <T> void readAfter(
      @Nullable CompletableFuture<T> first, Consumer<T> learned, Supplier<ReadPlan> plan) {
    if (first == null) {
      read(plan.get());
      return;
    }
    first.whenComplete(
        (answer, failure) ->
            onLoop(
                () -> {
                  if (failure != null) {
                    fail(failure instanceof SQLException why ? why : new SQLException(failure));
                  } else if (!ended) {
                    learned.accept(answer);
                    read(plan.get());
                  }
                }));
  }

  void read(ReadPlan plan) {
    if (ended || isExhausted()) {
      return;
    }
    ReadRouter.Choice choice;
    try {
      choice = plan.chooseNow(known);
    } catch (Samples.NotYet e) {
      e.answer().whenComplete((answer, failure) -> onLoop(() -> read(plan)));
      return;
    } catch (SQLException e) {
      fail(e);
      return;
    }
    if (choice != null) {
      lease(plan, choice);
    } else {
      elsewhere(plan::choose, found -> lease(plan, found));
    }
  }

  private void lease(ReadPlan plan, ReadRouter.Choice choice) {
    NodeId node = choice.node().id();
    lender
        .acquire(choice.node())
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                check(plan, choice, backend);
              } else if (isRefusal(failure)) {
                fail(sql(failure));
              } else if (choice.node().role() == Role.REPLICA) {
                plan.exclude(node, Reason.RERUN);
                read(plan);
              } else {
                unlessLive(
                    node,
                    failure,
                    () -> {
                      plan.askAnew();
                      read(plan);
                    });
              }
            });
  }

  private void check(ReadPlan plan, ReadRouter.Choice choice, Backend backend) {
    if (ended) {
      lender.release(backend);
      return;
    }
    ReadPlan.Verdict verdict;
    try {
      verdict = plan.acceptsNow(choice, backend, known);
    } catch (Samples.NotYet e) {
      e.answer().whenComplete((a, f) -> onLoop(() -> check(plan, choice, backend)));
      return;
    } catch (SQLException e) {
      lender.release(backend);
      fail(e);
      return;
    }
    if (verdict != null) {
      judged(plan, choice, backend, verdict);
    } else {
      elsewhere(
          backend,
          () -> plan.accepts(choice, backend),
          proved -> judged(plan, choice, backend, proved));
    }
  }

  private void judged(
      ReadPlan plan, ReadRouter.Choice choice, Backend backend, ReadPlan.Verdict verdict) {
    if (verdict == ReadPlan.Verdict.SERVES && backend.isOpen()) {
      place(backend, route(plan, choice, backend));
      return;
    }
    if (verdict == ReadPlan.Verdict.BROKEN) {
      lender.drop(backend);
    } else {
      lender.release(backend);
    }
    read(plan);
  }

  private Route route(ReadPlan plan, ReadRouter.Choice choice, Backend backend) {
    return new Route(backend.node(), choice.node().role(), level, plan.reason(choice));
  }

  // ---- the primary

  /**
   * A connection to the primary.
   *
   * @param readBefore what the session has read elsewhere, which the primary has to show; null if
   *     nothing
   */
  void primary(Reason reason, boolean strong, @Nullable LastRead readBefore) {
    if (ended || isExhausted()) {
      return;
    }
    if (strong && !confirmable()) {
      return;
    }
    NodeState now = cluster.monitor().view().primary();
    if (now == null) {
      Duration limit = cluster.options().get(OptionTable.FAILOVER_TIMEOUT);
      long left = arrivedAt + limit.toNanos() - cluster.ticker().read();
      elsewhere(
          () -> cluster.monitor().awaitPrimary(Duration.ofNanos(Math.max(0, left))),
          found -> primary(reason, strong, readBefore));
      return;
    }
    lender
        .acquire(now)
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                prove(backend, reason, strong, readBefore);
              } else if (isRefusal(failure)) {
                fail(sql(failure));
              } else {
                unlessLive(now.id(), failure, () -> primary(reason, strong, readBefore));
              }
            });
  }

  /** Whether what is strong can be confirmed afterwards, as far as that is known; else it fails. */
  private boolean confirmable() {
    try {
      if (cluster.strongPath().isOnReplicas()) {
        cluster.strongPath().checkSize();
      }
      return true;
    } catch (SQLException e) {
      fail(e);
      return false;
    }
  }

  private void prove(
      Backend backend, Reason reason, boolean strong, @Nullable LastRead readBefore) {
    Route route = new Route(backend.node(), Role.PRIMARY, level, reason);
    if (ended) {
      lender.release(backend);
      return;
    }
    proved(
        backend,
        backend,
        strong,
        readBefore,
        held -> {
          if (held && backend.isOpen()) {
            place(backend, route);
          } else {
            lender.drop(backend);
            primary(reason, strong, readBefore);
          }
        });
  }

  /** The same of a connection that the client has already, and keeps. */
  void stay(Backend on, Route at, boolean strong, @Nullable LastRead readBefore) {
    proved(
        on,
        null,
        strong,
        readBefore,
        held -> {
          if (held) {
            ended = true;
            found.at(on, at);
          } else {
            fail(
                new SQLException(
                    "The transaction or session is bound to "
                        + on.node()
                        + ", which is not the primary any more; roll back, and repeat it",
                    SqlState.PRIMARY_CHANGED.code()));
          }
        });
  }

  /**
   * Goes on with whether a connection to the primary gives what proofs are needed; at once where
   * none is.
   *
   * @param borrowed what goes back if there is no answer; null if the client keeps it
   */
  private void proved(
      Backend backend,
      @Nullable Backend borrowed,
      boolean strong,
      @Nullable LastRead readBefore,
      Consumer<Boolean> then) {
    LastRead before = readBefore != null && readBefore.isFrom(backend) ? null : readBefore;
    List<PrimaryProof> proofs = cluster.proofs().needed(strong, before != null);
    if (proofs.isEmpty()) {
      then.accept(true);
    } else {
      long after = before == null || strong ? arrivedAt : before.endedAt();
      elsewhere(borrowed, () -> holds(proofs, backend, after), then);
    }
  }

  private static boolean holds(List<PrimaryProof> proofs, Backend backend, long after)
      throws SQLException {
    for (PrimaryProof proof : proofs) {
      if (!proof.holdsFor(backend, after)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes on if the primary that no connection could be had to is none any more. What is known of it
   * may be older than its death: so it is looked at once before the client is told.
   */
  private void unlessLive(NodeId node, Throwable failure, Runnable then) {
    if (!cluster.monitor().view().node(node).live()) {
      then.run();
    } else if (looked || isCrowded(failure)) {
      fail(sql(failure));
    } else {
      looked = true;
      cluster
          .monitor()
          .observationAfter(node, cluster.ticker().read())
          .whenComplete((seen, gone) -> onLoop(then));
    }
  }

  // ---- the end, and waiting for it

  private boolean isExhausted() {
    attempts++;
    if (attempts <= MOST_ATTEMPTS) {
      return false;
    }
    fail(
        new SQLTransientConnectionException(
            "No connection could be found that may serve the statement: its nodes come and go;"
                + " repeat it",
            SqlState.NOT_CONNECTED.code()));
    return true;
  }

  private void place(Backend backend, Route route) {
    ended = true;
    cluster.listener().routed(route);
    found.at(backend, route);
  }

  private void fail(SQLException why) {
    if (!ended) {
      ended = true;
      failed.accept(why);
    }
  }

  private <T> void elsewhere(Callable<T> blocking, Consumer<T> then) {
    elsewhere(null, blocking, then);
  }

  /** Has a thread wait, and goes on here; what is held meanwhile is given back on failure. */
  private <T> void elsewhere(@Nullable Backend held, Callable<T> blocking, Consumer<T> then) {
    waiting.execute(
        () -> {
          T answer;
          try {
            answer = blocking.call();
          } catch (Exception e) {
            SQLException why = e instanceof SQLException sql ? sql : new SQLException(e);
            onLoop(
                () -> {
                  giveBack(held);
                  fail(why);
                });
            return;
          }
          onLoop(
              () -> {
                if (ended) {
                  giveBack(held);
                } else {
                  then.accept(answer);
                }
              });
        });
  }

  private void giveBack(@Nullable Backend held) {
    if (held != null) {
      lender.release(held);
    }
  }

  private void onLoop(Runnable action) {
    OnLoop.soon(loop, action);
  }

  /** Whether there was no connection because too many are open. */
  private static boolean isCrowded(Throwable failure) {
    return failure instanceof BackendException backend && backend.sqlState().startsWith("53");
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof SQLException
        || (failure instanceof BackendException backend && backend.isRefusal());
  }

  private static SQLException sql(Throwable failure) {
    if (failure instanceof SQLException known) {
      return known;
    }
    String state = failure instanceof BackendException backend ? backend.sqlState() : "XX000";
    return new SQLException(String.valueOf(failure.getMessage()), state, failure);
  }
}
