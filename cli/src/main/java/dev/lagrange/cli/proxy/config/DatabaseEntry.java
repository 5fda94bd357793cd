package dev.lagrange.cli.proxy.config;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database that is to be served.
 *
 * @param name by which clients ask for it
 * @param url its cluster, and its name there
 * @param options the cluster's
 * @param pooling how long its clients have their connections; null for what the command says
 */
public record DatabaseEntry(
    String name, ClusterUrl url, Options options, @Nullable Pooling pooling) {

  /**
   * One that a URL says everything of.
   *
   * @throws SQLException if the URL or its options are bad (22023)
   */
  public static DatabaseEntry of(String url) throws SQLException {
    ClusterUrl parsed = Vendors.parse(url);
    return new DatabaseEntry(
        parsed.database(), parsed, Vendors.onClassPath().options(parsed, Map.of()), null);
  }
}
