package dev.lagrange.routing.consistency;

/** Whose writes and reads a session covers. */
public enum SessionScope {
  /** Every write acknowledged anywhere: the primary is asked for its position. The safest. */
  CLUSTER,
  /** What this process wrote to this cluster. */
  DATASOURCE,
  /** An explicit scope (a request, a job, a user) that starts from the token it is given. */
  CONTEXT,
  /** One logical connection. */
  CONNECTION
}
