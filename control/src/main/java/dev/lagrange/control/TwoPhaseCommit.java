package dev.lagrange.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.transaction.xa.Xid;

/**
 * How a kind of server prepares a transaction, which from then on survives its connection, its
 * server's crash and a failover to a standby that holds it, until it is committed or rolled back
 * over any connection. Stateless; each call is one round trip.
 */
public interface TwoPhaseCommit {

  /** Prepares the transaction that is open on a connection, which is in none afterwards. */
  void prepare(Connection connection, Xid xid) throws SQLException;

  /**
   * Commits a prepared transaction over a connection that is in none.
   *
   * @throws SQLException 42704 if none is prepared by that name
   */
  void commit(Connection connection, Xid xid) throws SQLException;

  /** Rolls back a prepared transaction; else as {@link #commit}. */
  void rollback(Connection connection, Xid xid) throws SQLException;

  /** Those that are prepared in the connection's database and were named by an {@link Xid}. */
  List<Xid> prepared(Connection connection) throws SQLException;
}
