package dev.lagrange.control.cluster;

import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Policy;
import dev.lagrange.routing.policy.PolicyPart;
import dev.lagrange.routing.sql.Classification;
import java.util.function.Function;

/** What the policy in force says of the statements of one client. Confined to that client. */
public final class ClientClaims {

  private final ClusterPolicy policy;
  private final Function<Policy, PolicyPart> about;
  private ClusterPolicy.Known known = ClusterPolicy.Known.NOTHING;

  /**
   * Of a client.
   *
   * @param about what of a version is about the client
   */
  ClientClaims(ClusterPolicy policy, Function<Policy, PolicyPart> about) {
    this.policy = policy;
    this.about = about;
  }

  /** What the policy says of a statement; by its newest version. Does not block. */
  public Claim of(Classification statement) {
    known = policy.since(known, about);
    return known.claim(statement);
  }
}
