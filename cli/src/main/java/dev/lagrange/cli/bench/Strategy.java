package dev.lagrange.cli.bench;

import java.sql.Connection;
import java.sql.SQLException;

/** How an application finds the node for a user's request. Thread-safe. */
interface Strategy extends AutoCloseable {

  /** One statement on the connection it is given. */
  interface Work {
    long on(Connection connection) throws SQLException;
  }

  /** What a request came to, and whether a replica served it. */
  record Reply(long version, boolean onReplica) {}

  /** The name in the report. */
  String name();

  /** Serves a request of a user, who makes one at a time. Blocks. */
  Reply serve(User user, boolean writes, Work work) throws SQLException;

  /** Whether what it promises was kept. */
  boolean isKept(Figures figures);

  @Override
  void close();
}
