package dev.lagrange.proxy.client;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.PrimaryProof;
import dev.lagrange.control.cluster.ReadPlan;
import dev.lagrange.control.cluster.ReadRouter;
import dev.lagrange.control.session.Samples;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
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
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
  private final Backends backends;
  private final BackendKey key;
  private final EventLoop loop;
  private final Executor waiting;
  private final Level level;
  private final Found found;
  private final Consumer<SQLException> failed;
  private final long arrivedAt;
  private int attempts;
  private boolean ended;

  Placement(
      Cluster cluster,
      Backends backends,
      BackendKey key,
      EventLoop loop,
      Executor waiting,
      Level level,
      Found found,
      Consumer<SQLException> failed) {
    this.cluster = cluster;
    this.backends = backends;
    this.key = key;
    this.loop = loop;
    this.waiting = waiting;
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

  void read(ReadPlan plan) {
    if (ended || isExhausted()) {
      return;
    }
    ReadRouter.Choice choice;
    try {
      choice = plan.chooseNow();
    } catch (Samples.NotYet e) {
      e.answer().whenComplete((answer, failure) -> loop.execute(() -> read(plan)));
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
    backends
        .acquire(loop, node, key)
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                check(plan, choice, backend);
              } else if (isRefusal(failure)) {
                fail(sql(failure));
              } else if (choice.node().role() == Role.REPLICA) {
                plan.exclude(node, Reason.RERUN);
                read(plan);
              } else if (cluster.monitor().view().node(node).live()) {
                fail(sql(failure));
              } else {
                plan.askAnew();
                read(plan);
              }
            });
  }

  private void check(ReadPlan plan, ReadRouter.Choice choice, Backend backend) {
    if (ended) {
      backends.release(loop, backend);
      return;
    }
    ReadPlan.Verdict verdict;
    try {
      verdict = plan.acceptsNow(choice, backend);
    } catch (Samples.NotYet e) {
      e.answer().whenComplete((a, f) -> loop.execute(() -> check(plan, choice, backend)));
      return;
    } catch (SQLException e) {
      backends.release(loop, backend);
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
    if (verdict == ReadPlan.Verdict.SERVES) {
      place(backend, route(plan, choice, backend));
      return;
    }
    if (verdict == ReadPlan.Verdict.BROKEN) {
      backend.changed(); // it leads to who rules no more
    }
    backends.release(loop, backend);
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
    NodeState now = cluster.monitor().view().primary();
    if (now == null) {
      Duration limit = cluster.options().get(OptionTable.FAILOVER_TIMEOUT);
      long left = arrivedAt + limit.toNanos() - cluster.ticker().read();
      elsewhere(
          () -> cluster.monitor().awaitPrimary(Duration.ofNanos(Math.max(0, left))),
          found -> primary(reason, strong, readBefore));
      return;
    }
    backends
        .acquire(loop, now.id(), key)
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                prove(backend, reason, strong, readBefore);
              } else if (isRefusal(failure) || cluster.monitor().view().node(now.id()).live()) {
                fail(sql(failure));
              } else {
                primary(reason, strong, readBefore);
              }
            });
  }

  private void prove(
      Backend backend, Reason reason, boolean strong, @Nullable LastRead readBefore) {
    Route route = new Route(backend.node(), Role.PRIMARY, level, reason);
    if (ended) {
      backends.release(loop, backend);
      return;
    }
    proved(
        backend,
        backend,
        strong,
        readBefore,
        held -> {
          if (held) {
            place(backend, route);
          } else {
            backend.changed();
            backends.release(loop, backend);
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
            loop.execute(
                () -> {
                  giveBack(held);
                  fail(why);
                });
            return;
          }
          loop.execute(
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
      backends.release(loop, held);
    }
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof BackendException backend && backend.isRefusal();
  }

  private static SQLException sql(Throwable failure) {
    String state = failure instanceof BackendException backend ? backend.sqlState() : "XX000";
    return new SQLException(String.valueOf(failure.getMessage()), state, failure);
  }
}
