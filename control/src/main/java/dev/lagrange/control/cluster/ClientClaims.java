package dev.lagrange.control.cluster;

import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.sql.Classification;

/** What the policy in force says of the statements of one client. Thread-safe. */
public final class ClientClaims {

  private final ClusterPolicy policy;
  private final Client client;
  private volatile ClusterPolicy.Known known = ClusterPolicy.Known.NOTHING;

  ClientClaims(ClusterPolicy policy, Client client) {
    this.policy = policy;
    this.client = client;
  }

  /** What the policy says of a statement; by its newest version. Does not block. */
  public Claim of(Classification statement) {
    ClusterPolicy.Known now = policy.since(known, client);
    known = now;
    return now.claim(statement);
  }
}
