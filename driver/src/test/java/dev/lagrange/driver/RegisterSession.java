package dev.lagrange.driver;

import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.route.Route;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A client of versioned registers that writes through one logical connection and reads through
 * another, and records all of it. Confined to one thread.
 */
final class RegisterSession implements AutoCloseable {

  private final int id;
  private final VersionHistory history;
  private final LastRoute route;
  private final Connection writer;
  private final Connection reader;
  private final PreparedStatement write;
  private final Map<Consistency, PreparedStatement> reads = new HashMap<>();

  RegisterSession(int id, DataSource source, LastRoute route, VersionHistory history)
      throws SQLException {
    this.id = id;
    this.history = history;
    this.route = route;
    this.writer = source.getConnection();
    this.reader = source.getConnection();
    this.write = writer.prepareStatement("UPDATE r SET ver = ver + 1 WHERE id = ? RETURNING ver");
  }

  /** A cluster with registers, all at version 1, on each of its nodes. */
  static PostgresCluster startCluster(int replicas, int registers) throws SQLException {
    PostgresCluster cluster = PostgresCluster.builder().replicas(replicas).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE r (id int PRIMARY KEY, ver bigint NOT NULL)");
      LagrangeUrl.execute(
          owner, "INSERT INTO r SELECT n, 1 FROM generate_series(0, " + (registers - 1) + ") n");
    }
    cluster.awaitReplicasCaughtUp();
    return cluster;
  }

  void write(int key) throws SQLException {
    write.setInt(1, key);
    long version = only(write);
    history.add(new VersionHistory.Write(id, key, version, System.nanoTime()));
  }

  void read(int key, Consistency level) throws SQLException {
    PreparedStatement read = reads.get(level);
    if (read == null) {
      String sql = "/*+ consistency(" + level + ") */ SELECT ver FROM r WHERE id = ?";
      read = reader.prepareStatement(sql);
      reads.put(level, read);
    }
    read.setInt(1, key);
    long beganAt = System.nanoTime();
    long version = only(read);
    long endedAt = System.nanoTime();
    Route taken = route.get();
    boolean byPrimary = taken.role() == Role.PRIMARY;
    history.add(
        new VersionHistory.Read(
            id, key, version, beganAt, endedAt, level, byPrimary, taken.toString()));
  }

  private static long only(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    writer.close();
    reader.close();
  }
}
