package dev.lagrange.routing.route;

/** Why a statement went where it went. */
public enum Reason {
  /** Nothing keeps it from a replica yet; positions decide. Never the reason of a route. */
  REPLICA_MAY_SERVE("a replica may serve it"),

  // on the primary, whatever the positions
  /** The primary: the statement writes, locks, or must not run on a replica. */
  WRITE("it writes, locks, or must run on the primary"),
  /** The primary: replicas refused such a statement lately. */
  REFUSED_BEFORE("a replica refused such a statement within the last ten minutes"),
  /** The primary: the statement was not understood. */
  NOT_UNDERSTOOD("it was not understood, so it may write"),
  /** The primary: the statement sets or shows the state of the session. */
  SESSION_STATE("it concerns the state of the session"),
  /** The primary: the statement begins or ends a transaction that may write. */
  TRANSACTION_CONTROL("it controls a transaction that may write"),
  /** The primary: nobody declared the transaction read-only. */
  TRANSACTION_NOT_READ_ONLY("its transaction is not declared read-only"),
  /** The primary: no hot standby runs a serializable transaction. */
  SERIALIZABLE("a serializable transaction runs on the primary only"),
  /** The primary: the state of the session binds it to one connection. */
  PINNED("the session is pinned: its state may have changed unseen"),
  /** The primary: it serves strong reads. */
  STRONG("strong reads are served by the primary"),
  /** The primary: the routing switch says so. */
  ROUTING_PRIMARY("routing=primary"),
  /** The primary: the routing switch only observes where a replica would have served. */
  ROUTING_OBSERVE("routing=observe: decided, but sent to the primary"),

  // in a transaction
  /** The node on which the transaction began. */
  TRANSACTION("its transaction runs there"),

  // on a replica
  /** A replica that covers the session. */
  COVERS_FLOOR("the replica has all that this session wrote and read"),
  /** A replica that covers all that was acknowledged before a strong read. */
  ACKNOWLEDGED("the replica has all that was acknowledged before the read"),
  /** A replica that covers the staleness bound, and the session. */
  WITHIN_BOUND("the replica has all that is older than the bound"),
  /** A replica, whichever lives. */
  ANY_LIVE("any live replica will do"),
  /** A replica that caught up while the read waited. */
  WAITED("the replica caught up within replicaWait"),
  /** A replica that covers the newest known position, since no primary can be asked. */
  STAND_IN("no primary can be asked: the newest position known here stood in for it"),
  /** The freshest replica, staler than asked for, by declaration. */
  STALE_ALLOWED("no replica was fresh enough, and fallback=stale allows the freshest"),

  // on the primary, for want of a replica
  /** The primary: no replica answers. */
  NO_REPLICA_LIVE("no replica is alive"),
  /** The primary: no replica covered the floor in time. */
  NO_REPLICA_FRESH("no replica was fresh enough in time"),
  /** The primary: each replica is behind by more than the limit, or by nobody knows how much. */
  LAG_OVER_LIMIT("every live replica is further behind than maxLag, or its lag is unknown"),
  /** Not a replica: there is no sample of the primary within the bound. */
  BOUND_NOT_PROVABLE("the primary was out of reach for longer than the bound"),
  /** Not that replica: what was probed could not be shown to hold for its connection. */
  UNPROVEN("the replica's position could not be proved for the connection at hand"),
  /** Another node, after one failed the read. */
  RERUN("the replica could not finish it; it ran again elsewhere");

  private final String sentence;

  Reason(String sentence) {
    this.sentence = sentence;
  }

  /** The reason in words, to follow "because". */
  public String sentence() {
    return sentence;
  }
}
