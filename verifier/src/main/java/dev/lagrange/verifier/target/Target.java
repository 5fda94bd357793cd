package dev.lagrange.verifier.target;

import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.route.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What sessions connect to, at one level and scope. Thread-safe. */
public interface Target extends AutoCloseable {

  /**
   * Connects as an address says. Blocks until something there has answered once.
   *
   * @throws SQLException if a URL is neither of the driver nor of pgjdbc, or the driver is to have
   *     another one for reads (22023), or nothing answers
   */
  static Target open(Address address) throws SQLException {
    String readUrl = address.readUrl();
    if (ClusterUrl.accepts(address.url())) {
      if (readUrl != null) {
        throw new SQLException(
            "A read URL goes with a plain URL only: the driver finds the replicas itself", "22023");
      }
      return new DriverTarget(address);
    }
    if (!address.url().startsWith(PlainTarget.PREFIX)) {
      throw unknownUrl();
    }
    if (readUrl == null) {
      return ProxyTarget.orPlain(address);
    }
    if (!readUrl.startsWith(PlainTarget.PREFIX)) {
      throw new SQLException(
          "The read URL is not one of PostgreSQL: write it like"
              + " 'jdbc:postgresql://a/app?user=u&password=p'",
          "22023");
    }
    return SplitTarget.open(address, readUrl);
  }

  private static SQLException unknownUrl() {
    return new SQLException(
        "The URL is neither of the driver nor of PostgreSQL: write it like"
            + " 'jdbc:lagrange:postgresql://a,b,c/app?user=u&password=p', or like"
            + " 'jdbc:postgresql://a/app?user=u&password=p' for whatever else stands there",
        "22023");
  }

  /**
   * A connection to be given back. Blocks up to its pool's and its driver's timeouts.
   *
   * @param writes whether what is to be done on it may write
   */
  Connection connect(boolean writes) throws SQLException;

  /**
   * Takes a connection back, in auto-commit mode.
   *
   * @param succeeded whether what was done on it did; after a failure it is tried before it is used
   *     again
   */
  void giveBack(Connection connection, boolean succeeded) throws SQLException;

  /**
   * Why the first statement of this thread since the last call went where it went: what follows in
   * its transaction had no choice. Null if nobody says.
   *
   * @param connection that it ran on, and nothing has failed on since; null to forget what was
   *     there before
   */
  @Nullable Reason takeReason(@Nullable Connection connection);

  /** Whether sessions are to carry a token from one operation to the next. */
  boolean carriesTokens();

  /** Whether what a session is promised holds on one connection only, so that it has to stay. */
  boolean staysConnected();

  /**
   * Whether what a session has written is known to every connection here, so that it may go on over
   * another one when it has written; it does, to see that it is.
   */
  boolean knowsWrites();

  /**
   * How often the sessions that share one here were told, together, that writes may be lost; what
   * came before no longer binds what comes after.
   */
  int losses();

  /** A session was told that its writes may be lost. */
  default void toldOfLoss() {}

  /** Closes what connections were made of; those that are out end when they are given back. */
  @Override
  void close();
}
