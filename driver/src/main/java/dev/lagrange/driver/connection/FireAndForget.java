package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.WeakBacklog;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.WeakWrites;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which writes nobody waits for ({@code weakWrites=fireAndForget}), and what has to wait until
 * they were sent: every other statement of their session but weak reads. Confined to one logical
 * connection.
 */
final class FireAndForget {

  private final LeaseBook leases;
  private final SessionState session;
  private final Transactions transactions;
  private final SessionPin pin;
  private final WeakBacklog backlog;
  private final @Nullable WriteQueue queue;

  FireAndForget(
      Cluster cluster,
      LeaseBook leases,
      SessionState session,
      Transactions transactions,
      SessionPin pin) {
    this.leases = leases;
    this.session = session;
    this.transactions = transactions;
    this.pin = pin;
    this.backlog = cluster.weakBacklog();
    boolean on = cluster.options().get(OptionTable.WEAK_WRITES) == WeakWrites.FIRE_AND_FORGET;
    this.queue = on ? new WriteQueue(cluster, leases.pools()) : null;
  }

  /** Whether any write may be accepted. */
  boolean isOn() {
    return queue != null;
  }

  /**
   * Accepts a write, or drops and counts it; false if it has to be executed as any other. Never
   * blocks.
   *
   * @param parameters how each parameter is set; null if the text was not prepared
   * @param size about how many bytes they take
   */
  boolean accepts(
      Classification what,
      String sql,
      @Nullable List<SqlAction<PreparedStatement>> parameters,
      long size)
      throws SQLException {
    WriteQueue writes = queue;
    if (writes == null || !what.modifies() || !what.isPlainWrite() || !isAlone()) {
      return false;
    }
    session.checkBinding();
    if (session.level(what, false).consistency().level() != ConsistencyLevel.WEAK) {
      return false;
    }
    boolean ignored = session.ignores(what);
    writes.add(
        new QueuedWrite(
            what.textOf(sql),
            parameters,
            size + 2L * sql.length() + 100,
            ignored ? null : session.binding().session()));
    return true;
  }

  /** Whether no state of this connection has a part in it. */
  private boolean isAlone() {
    return !transactions.isActive()
        && !transactions.isLost()
        && !pin.isSet()
        && !pin.isLost()
        && !leases.hasSettings()
        && leases.wanted().isEmpty();
  }

  /**
   * Waits until what was accepted before was sent and answered, as far as a statement could tell.
   *
   * @throws SQLException if that takes longer than {@code failoverTimeout} and {@code
   *     connectionTimeout} (57014)
   */
  void before(Level level, Classification what) throws SQLException {
    boolean weak = level.consistency().level() == ConsistencyLevel.WEAK;
    if (queue == null || (weak && what.isRead())) {
      return;
    }
    flush();
    // a transaction has waited when it began, and now may hold what others wait for
    if (!weak && transactions.open() == null) {
      backlog.awaitAnswers(session.binding().session());
    }
  }

  /** Waits until what this connection was given before was sent and answered. */
  void flush() throws SQLException {
    WriteQueue writes = queue;
    if (writes == null || writes.isEmpty() || transactions.open() != null) {
      return;
    }
    Lease own = leases.heldPrimary();
    if (own == null) {
      backlog.await(writes);
      return;
    }
    // It could be the only one that the pool has.
    try {
      if (!writes.send(own, backlog.limitNanos())) {
        throw backlog.late();
      }
    } catch (InterruptedException e) {
      throw WeakBacklog.interrupted(e);
    } finally {
      leases.release(own);
    }
    backlog.await(writes);
  }

  /** The connection ends: what cannot be sent within the limit is dropped, and counted. */
  void close() {
    WriteQueue writes = queue;
    if (writes == null) {
      return;
    }
    try {
      writes.awaitAnswers(backlog.limitNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writes.drop("its connection was closed");
  }

  /** The connection is broken by somebody: nothing more is sent. */
  void abort() {
    if (queue != null) {
      queue.drop("its connection was aborted");
    }
  }
}
