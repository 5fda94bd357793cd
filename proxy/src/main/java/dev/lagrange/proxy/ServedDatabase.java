package dev.lagrange.proxy;

import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.users.ProxyUsers;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;

/**
 * A database that a proxy serves. Several of one proxy share its address and its threads, and
 * nothing else: one is to another as another proxy is, in one cluster too.
 *
 * @param name by which clients ask for it
 * @param url its cluster, and its name there, which may be another
 * @param options the cluster's, as the driver has them
 * @param pooling how long its clients have their connections
 * @param users who may log in to it; their file is watched while the proxy runs
 */
public record ServedDatabase(
    String name, ClusterUrl url, Options options, Pooling pooling, ProxyUsers users) {

  /**
   * One that clients ask for by the name that it has in its cluster, in transaction pooling.
   *
   * @param list of users besides the URL's, as {@link ProxyUsers#of} takes it
   * @throws IllegalArgumentException as there
   */
  public static ServedDatabase of(ClusterUrl url, Options options, String list) {
    return new ServedDatabase(
        url.database(), url, options, Pooling.TRANSACTION, ProxyUsers.of(options, list));
  }
}
