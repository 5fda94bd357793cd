package dev.lagrange.verifier.fault;

import static dev.lagrange.verifier.fault.Millis.between;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be made to go wrong. Its name on the command line is {@link #key()}. */
public enum FaultKind {
  /** A replica receives everything and shows nothing of it. */
  REPLAY_PAUSED(Scope.REPLICA, "replay paused", between(500, 4_000), Millis.NONE),
  /** A replica shows each commit only when it has a certain age. */
  REPLAY_DELAYED(Scope.REPLICA, "replay delayed", between(1_500, 5_000), between(50, 2_000)),
  /** Nothing gets from clients to a node, or back, or both, and nobody says so. */
  CLIENT_LINK_CUT(Scope.NODE, "link from clients cut", between(300, 3_000), Millis.NONE),
  /** The connections of clients to a node are reset. */
  CLIENT_LINK_DROPPED(Scope.NODE, "connections of clients reset", Millis.NONE, Millis.NONE),
  /** Every byte between clients and a node takes longer. */
  CLIENT_LINK_SLOWED(Scope.NODE, "link from clients slow", between(1_000, 4_000), between(5, 150)),
  /** Nothing gets from a replica to its primary, or back, or both. */
  REPLICATION_LINK_CUT(Scope.REPLICA, "replication cut", between(500, 4_000), Millis.NONE),
  /** Every byte between a replica and its primary takes longer. */
  REPLICATION_LINK_SLOWED(
      Scope.REPLICA, "replication slow", between(1_000, 4_000), between(10, 500)),
  /** The server ends the sessions of its clients. */
  SESSIONS_TERMINATED(Scope.NODE, "sessions terminated", Millis.NONE, Millis.NONE),
  /** A node's processes do not run, its connections stay open. */
  NODE_FROZEN(Scope.NODE, "node frozen", between(300, 3_000), Millis.NONE),
  /** A replica's processes are gone, and come back. */
  REPLICA_KILLED(Scope.REPLICA, "replica killed", between(200, 2_000), Millis.NONE),
  /**
   * A replica is killed, and shows an older state than before when it is back: it has made no
   * restart point for long, and replays again what it had shown, no faster than it happened.
   */
  REPLICA_OLDER(
      Scope.REPLICA,
      "replica restarted with an older state",
      between(1_000, 4_000),
      between(1_000, 8_000)),
  /** The primary's processes are gone, and come back. */
  PRIMARY_KILLED(Scope.PRIMARY, "primary killed", between(200, 2_000), Millis.NONE),
  /** The primary is killed, a replica takes over, and the old primary comes back as a replica. */
  PROMOTION(Scope.CLUSTER, "failover to a replica", between(3_000, 6_000), between(100, 1_500)),
  /** The primary is frozen, a replica takes over, and the old primary goes on as if it ruled. */
  SPLIT_BRAIN(Scope.CLUSTER, "split brain", between(3_000, 6_000), between(100, 1_500)),
  /** Commits that wait for a synchronous replica are told not to: they succeed, on the primary. */
  SYNCHRONOUS_WAITS_CANCELLED(
      Scope.CLUSTER, "synchronous waits cancelled", between(500, 2_000), Millis.NONE),
  /** Commits show on a replica well before its position says so. */
  WIDE_COMMITS(Scope.PRIMARY, "commits that drop many tables", between(2_000, 4_000), Millis.NONE),
  /** The primary cleans up what readers of a replica still see; replay waits, then ends them. */
  RECOVERY_CONFLICTS(
      Scope.REPLICA, "recovery conflicts", between(1_500, 4_000), between(50, 1_000));

  private static final Set<FaultKind> OUT_OF_REACH =
      EnumSet.of(CLIENT_LINK_CUT, NODE_FROZEN, REPLICA_KILLED, REPLICA_OLDER, PRIMARY_KILLED);

  /** Those that need replicas which acknowledge, or lose writes without them. */
  private static final Set<FaultKind> SYNCHRONOUS =
      EnumSet.of(PROMOTION, SPLIT_BRAIN, SYNCHRONOUS_WAITS_CANCELLED);

  /** What a fault is inflicted on. */
  enum Scope {
    REPLICA,
    PRIMARY,
    /** Any one node. */
    NODE,
    /** All nodes at once: nothing else happens meanwhile. */
    CLUSTER
  }

  private final Scope scope;
  private final String title;
  private final int shortest;
  private final int longest;
  private final int least;
  private final int most;

  FaultKind(Scope scope, String title, Millis length, Millis amount) {
    this.scope = scope;
    this.title = title;
    this.shortest = length.least();
    this.longest = length.most();
    this.least = amount.least();
    this.most = amount.most();
  }

  /** Its name on the command line and in reports, e.g. {@code replay-paused}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /**
   * Whether the driver claims to keep every promise under this fault. What it does not survive yet
   * is not part of any named set: strong reads of a primary that was deposed and lives on, which is
   * for the failover manager to fence.
   */
  public boolean isSurvived() {
    return this != SPLIT_BRAIN;
  }

  /**
   * Whether it is for a cluster with synchronous replicas: it shows nothing without them, or costs
   * acknowledged writes.
   */
  public boolean needsSynchronous() {
    return SYNCHRONOUS.contains(this);
  }

  Scope scope() {
    return scope;
  }

  /** How long it lasts; nothing of what happens at once. */
  Millis length() {
    return between(shortest, longest);
  }

  /** Its own parameter: a delay, an outage, an age. */
  Millis amount() {
    return between(least, most);
  }

  /** Whether clients cannot reach the node meanwhile. */
  boolean isOutOfReach() {
    return OUT_OF_REACH.contains(this);
  }

  /** Whether it may be in one direction only. */
  boolean hasDirection() {
    return this == CLIENT_LINK_CUT || this == REPLICATION_LINK_CUT;
  }

  @Override
  public String toString() {
    return key();
  }
}
