package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** Where the branches of one connection get the sessions that they work in. */
interface XaSessions {

  /** The one that the connection's handle uses, or will. */
  LogicalSession current() throws SQLException;

  /** One of its own, for a moment. */
  LogicalSession fresh() throws SQLException;

  /** No branch works in it any more; it ends, unless its handle is open. */
  void branchOver(LogicalSession session);

  /** It is broken, while another thread may still use it. */
  void abandon(LogicalSession session);
}
