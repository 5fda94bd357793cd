package dev.lagrange.proxy.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.Users;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, for each login anew: whom the list does not name is looked up, if there is a
 * query. Thread-safe.
 */
public final class KnownUsers implements AutoCloseable {

  /** PostgreSQL's NAMEDATALEN, without the zero. */
  private static final int LONGEST_NAME = 63;

  private final ProxyUsers users;
  private final @Nullable Lookups lookups;

  /**
   * Those of one cluster.
   *
   * @param waiting runs what has to wait
   */
  public KnownUsers(ProxyUsers users, Cluster cluster, Executor waiting) {
    this.users = users;
    AuthQuery query = users.query();
    this.lookups =
        query == null
            ? null
            : new Lookups(new RoleLookup(cluster, query, users), cluster.ticker(), waiting);
  }

  /**
   * The users that count for one login, that of this name among them if it may log in. Does not
   * block; completes at once for who is listed, otherwise on another thread. Nothing is answered
   * that was found before the call: a password that has changed, and a role that is gone, count at
   * once.
   *
   * @return fails with an {@link java.sql.SQLException} if it cannot be found out (08006), or if
   *     too many wait for it (53300); why is in the log
   */
  public CompletableFuture<Users> of(String user) {
    Users listed = users.listed();
    if (lookups == null || listed.contains(user)) {
      return CompletableFuture.completedFuture(listed);
    }
    if (user.getBytes(UTF_8).length > LONGEST_NAME) {
      return CompletableFuture.completedFuture(
          listed.nobody("no role's name has more than " + LONGEST_NAME + " bytes"));
    }
    return lookups.of(user);
  }

  @Override
  public void close() {
    if (lookups != null) {
      lookups.close();
    }
  }
}
