package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.ClientClaims;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.sql.Classification;
import org.jspecify.annotations.Nullable;

/**
 * What the policy says of one client: who it was when it logged in, what it calls itself now, and
 * where it looks for tables now. Confined to the event loop of the client.
 */
final class ClientRules {

  private static final String APPLICATION = "application_name";
  private static final String SEARCH_PATH = "search_path";

  private final Cluster cluster;
  private final String user;
  private final String application;
  private final @Nullable String searchPath;
  private SessionSettings seen = SessionSettings.NONE;
  private ClientClaims claims;

  /**
   * Of a client that begins.
   *
   * @param application its name; empty for none
   * @param searchPath as it begins; null if nobody knows
   */
  ClientRules(Cluster cluster, String user, String application, @Nullable String searchPath) {
    this.cluster = cluster;
    this.user = user;
    this.application = application;
    this.searchPath = searchPath;
    this.claims = cluster.claimsOf(user, application, searchPath);
  }

  /** What the policy says of a statement of a client that has set this since. */
  @SuppressWarnings("ReferenceEquality") // equal ones are found to be so for each statement else
  Claim claim(Classification statement, SessionSettings now) {
    if (now != seen) {
      seen = now;
      String name = now.value(APPLICATION);
      String path = now.value(SEARCH_PATH);
      claims =
          cluster.claimsOf(
              user, name == null ? application : name, path == null ? searchPath : path);
    }
    return claims.of(statement);
  }
}
