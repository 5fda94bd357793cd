package dev.lagrange.cli.explain;

import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.policy.PolicyFile;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Claims;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What statements are explained by.
 *
 * @param classifier says what they are
 * @param policy says which level they have
 * @param last the level of what nobody declares
 * @param asked whether a server was asked what its database holds
 * @param end gives back what was opened
 */
record Knowledge(
    Classifier classifier,
    Function<Classification, Claim> policy,
    Level last,
    boolean asked,
    Runnable end)
    implements AutoCloseable {

  /**
   * What can be known without a server.
   *
   * @throws IllegalArgumentException if the policy is bad, with all its problems
   */
  static Knowledge offline(
      Dialect engine, @Nullable String policy, Client client, @Nullable Consistency level) {
    Classifier classifier = new Classifier(engine, 0);
    classifier.nameByTree();
    Level last = Level.declared(level == null ? Consistency.EVENTUAL : level);
    if (policy == null) {
      return new Knowledge(classifier, statement -> Claim.NONE, last, false, () -> {});
    }
    Claims claims = PolicyFile.at(policy).read().about(client).claims(1);
    return new Knowledge(classifier, claims::of, last, false, () -> {});
  }

  /**
   * All that the driver knows by this URL.
   *
   * @throws SQLException as the driver throws it when it connects
   */
  static Knowledge of(String url, @Nullable String policy, @Nullable Consistency level)
      throws SQLException {
    ClusterRegistry registry = new ClusterRegistry();
    ClusterUrl parsed = Vendors.parse(url);
    Map<String, String> given = policy == null ? Map.of() : Map.of("policy", policy);
    Options options = registry.options(parsed, given);
    ClusterRegistry.Use use = registry.use(parsed, options, RoutingListener.NONE);
    Cluster cluster = use.cluster();
    cluster.classifier().nameByTree();
    Consistency last = level == null ? options.get(OptionTable.CONSISTENCY) : level;
    return new Knowledge(
        cluster.classifier(), cluster.claims()::of, Level.declared(last), true, use::release);
  }

  @Override
  public void close() {
    end.run();
  }
}
