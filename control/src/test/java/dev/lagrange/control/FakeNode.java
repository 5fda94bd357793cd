package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.token.ClusterId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server by script: what it answers is what the test last set. Thread-safe. */
public final class FakeNode {

  private final HostPort address;
  private final int ordinal;
  private ClusterId cluster = new ClusterId("7000000000000000001");
  private int starts = 1;
  private int lives = 1;
  private int generation = 1;
  private boolean livesSeen = true;
  private Role role = Role.REPLICA;
  private int timeline = 1;
  private long shown;
  private long logged;
  private boolean direct = true;
  private boolean asynchronousCommit;
  private boolean up = true;
  private boolean receiving = true;
  private UnderWay hidden = UnderWay.NONE;
  private Set<Long> open = Set.of();
  private Set<Long> shownHidden = Set.of();
  private @Nullable Acknowledgement acknowledgement;
  private Reading.@Nullable Fork fork;
  private @Nullable RuntimeException nonsense;
  private volatile CountDownLatch frozen = new CountDownLatch(0);
  private final AtomicInteger barriers = new AtomicInteger();
  private final AtomicInteger probes = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  FakeNode(HostPort address, int ordinal) {
    this.address = address;
    this.ordinal = ordinal;
  }

  /** Its name in the URL. */
  public NodeId id() {
    return new NodeId(address.toString());
  }

  /** Makes it a primary whose last commit ended at {@code lsn}. */
  public synchronized FakeNode primaryAt(long lsn) {
    role = Role.PRIMARY;
    shown = lsn;
    logged = lsn;
    return this;
  }

  /** Makes it a primary with a commit that its disk has not got. */
  public synchronized FakeNode primaryAt(long lsn, long flushed) {
    primaryAt(lsn);
    logged = flushed;
    return this;
  }

  /** Makes it a replica that replayed one point and received up to another. */
  public synchronized FakeNode replicaAt(long replayed, long received) {
    role = Role.REPLICA;
    shown = replayed;
    logged = received;
    return this;
  }

  /** Promotes it: all it received is replayed, and a new timeline forks there. */
  public synchronized void promote(int newTimeline) {
    shown = logged;
    fork = new Reading.Fork(newTimeline, timeline, new Lsn(shown));
    role = Role.PRIMARY;
    timeline = newTimeline;
  }

  /** Puts it on another timeline, without a proof of where that forked. */
  public synchronized FakeNode onTimeline(int other) {
    timeline = other;
    fork = null;
    return this;
  }

  /** A replica that receives from its upstream again. */
  public synchronized FakeNode streaming() {
    receiving = true;
    return this;
  }

  /** A replica that has lost its upstream. */
  public synchronized FakeNode cutOff() {
    receiving = false;
    return this;
  }

  /** A primary whose transactions have been logged but are not shown. */
  public synchronized FakeNode hiding(Long... transactions) {
    hidden = new UnderWay(Set.of(transactions), 1, 1);
    return this;
  }

  /** A primary whose transactions from one on have been logged but are not shown. */
  public synchronized FakeNode hidingFrom(long first, long end) {
    hidden = new UnderWay(Set.of(), first, end);
    return this;
  }

  /** A primary of whose hidden transactions some have not been logged. */
  public synchronized FakeNode open(Long... transactions) {
    open = Set.of(transactions);
    return this;
  }

  private Set<Long> logged() {
    Set<Long> logged = new HashSet<>(hidden.older());
    logged.removeAll(open);
    return logged;
  }

  /** A replica that shows transactions which its primary may hide. */
  public synchronized FakeNode showing(Long... transactions) {
    shownHidden = Set.of(transactions);
    return this;
  }

  /** A primary that waits for some of its standbys before it acknowledges a commit. */
  public synchronized FakeNode acknowledging(int needed, int candidates) {
    acknowledgement = new Acknowledgement(needed, candidates, 0, true, "some settings");
    return this;
  }

  /** Makes it hold another cluster's data. */
  public synchronized FakeNode of(String otherCluster) {
    cluster = new ClusterId(otherCluster);
    return this;
  }

  /** Puts a pooler in front of it, so that its runs cannot be told apart. */
  public synchronized FakeNode behindPooler() {
    direct = false;
    return this;
  }

  /** Stops it; every connection breaks. */
  public synchronized void stop() {
    up = false;
    starts++;
    lives++;
    generation++;
  }

  /** Starts it again: another run. */
  public synchronized void start() {
    up = true;
  }

  /** Stops it and starts it again. */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Makes the next answers fail with something that no driver should throw; null ends it. */
  public synchronized void answerWith(@Nullable RuntimeException exception) {
    nonsense = exception;
  }

  /** One of its processes dies: it recovers with what is on its disk; every connection breaks. */
  public synchronized void crash() {
    lives++;
    generation++;
    shown = logged;
  }

  /** Every connection breaks, and nothing else. */
  public synchronized void disconnect() {
    generation++;
  }

  /** Nobody is shown its processes. */
  public synchronized FakeNode hidingLives() {
    livesSeen = false;
    return this;
  }

  /** From now on it answers nothing; who asks waits until {@link #thaw}. */
  public void freeze() {
    frozen = new CountDownLatch(1);
  }

  /** It answers again. */
  public void thaw() {
    frozen.countDown();
  }

  /** What a read there would show now. */
  public synchronized PostgresPosition shown() {
    return PostgresPosition.of(timeline, new Lsn(shown));
  }

  /** Its present run. */
  public synchronized ServerRun run() {
    return new ServerRun(cluster, address.toString(), Instant.ofEpochSecond(starts, ordinal));
  }

  /** What it is. */
  public synchronized Role role() {
    return role;
  }

  /** Whether it runs. */
  public synchronized boolean isUp() {
    return up;
  }

  /** How far it replayed, or wrote. */
  public synchronized long replayed() {
    return shown;
  }

  /** How far it received, or flushed. */
  public synchronized long received() {
    return logged;
  }

  /** How many probes were sent to it. */
  public int probes() {
    return probes.get();
  }

  /** How many probes were under way at a time, at most. */
  public int mostProbesAtOnce() {
    return mostUnderWay.get();
  }

  /** How many barriers were begun on it. */
  public int barriers() {
    return barriers.get();
  }

  Connection connect() throws SQLException {
    melt();
    synchronized (this) {
      if (!up) {
        throw new SQLTransientConnectionException("connection to " + address + " refused", "08001");
      }
      return FakeConnection.open(generation);
    }
  }

  synchronized Stamp stamp(Connection connection) throws SQLException {
    checkAlive(connection);
    return new Stamp(direct ? run() : null, asynchronousCommit);
  }

  synchronized @Nullable String life(Connection connection) throws SQLException {
    checkAlive(connection);
    return livesSeen ? "life " + lives : null;
  }

  Reading read(Connection connection) throws SQLException {
    probes.incrementAndGet();
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      melt();
      return answer(connection);
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** A barrier: it waits while the node is held. */
  void pass(Connection connection) throws SQLException {
    barriers.incrementAndGet();
    melt();
    synchronized (this) {
      checkAlive(connection);
      if (role == Role.REPLICA) {
        throw new SQLException("cannot write during recovery", "25006");
      }
    }
  }

  Set<Long> shown(Connection connection, UnderWay transactions) throws SQLException {
    melt();
    synchronized (this) {
      checkAlive(connection);
      Set<Long> both = new HashSet<>(shownHidden);
      both.removeIf(transaction -> !transactions.contains(transaction));
      return both;
    }
  }

  synchronized Set<Long> waiting(Connection connection, UnderWay transactions) throws SQLException {
    checkAlive(connection);
    Set<Long> both = new HashSet<>(logged());
    both.removeIf(transaction -> !transactions.contains(transaction));
    return both;
  }

  private synchronized Reading answer(Connection connection) throws SQLException {
    checkAlive(connection);
    if (nonsense != null) {
      throw nonsense;
    }
    PostgresPosition durable = PostgresPosition.of(timeline, new Lsn(logged));
    return role == Role.PRIMARY
        ? Reading.ofPrimary(shown(), durable, fork, hidden, acknowledgement)
        : Reading.ofReplica(shown(), durable, receiving);
  }

  private void checkAlive(Connection connection) throws SQLException {
    if (!up || FakeConnection.generationOf(connection) != generation || connection.isClosed()) {
      throw new SQLTransientConnectionException("connection to " + address + " is broken", "08006");
    }
  }

  private void melt() throws SQLException {
    try {
      frozen.await();
    } catch (InterruptedException e) {
      throw new SQLException("interrupted", "57014", e);
    }
  }
}
