package dev.lagrange.routing.route;

/** Why a statement went where it went. */
public enum Reason {
  /** Nothing keeps it from a replica yet; positions decide. Never the reason of a route. */
  REPLICA_MAY_SERVE("a replica may serve it"),

  // on the primary, whatever the positions
  WRITE("it writes, locks, or must run on the primary"),
  NOT_UNDERSTOOD("it was not understood, so it may write"),
  SESSION_STATE("it concerns the state of the session"),
  TRANSACTION_CONTROL("it controls a transaction that may write"),
  TRANSACTION_NOT_READ_ONLY("its transaction is not declared read-only"),
  SERIALIZABLE("a serializable transaction runs on the primary only"),
  PINNED("the session is pinned: its state may have changed unseen"),
  STRONG("strong reads are served by the primary"),
  ROUTING_PRIMARY("routing=primary"),
  ROUTING_OBSERVE("routing=observe: decided, but sent to the primary"),

  // in a transaction
  TRANSACTION("its transaction runs there"),

  // on a replica
  COVERS_FLOOR("the replica has all that this session wrote and read"),
  WITHIN_BOUND("the replica has all that is older than the bound"),
  ANY_LIVE("any live replica will do"),
  WAITED("the replica caught up within replicaWait"),
  STAND_IN("no primary can be asked: the newest position known here stood in for it"),
  STALE_ALLOWED("no replica was fresh enough, and fallback=stale allows the freshest"),

  // on the primary, for want of a replica
  NO_REPLICA_LIVE("no replica is alive"),
  NO_REPLICA_FRESH("no replica was fresh enough in time"),
  LAG_OVER_LIMIT("every live replica is further behind than maxLag, or its lag is unknown"),
  BOUND_NOT_PROVABLE("the primary was out of reach for longer than the bound"),
  UNPROVEN("the replica's position could not be proved for the connection at hand"),
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
