package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Inserts 1, 2, 3 … into a table, one after the other, and remembers what was acknowledged. What
 * failed is in doubt and not tried again.
 */
final class NumberWriter implements AutoCloseable {

  private final LagrangeDataSource source;
  private final String table;
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<Integer, String> failed = new ConcurrentHashMap<>();
  private final NavigableSet<Long> acknowledgedAt = new ConcurrentSkipListSet<>();
  private final Thread thread = new Thread(this::write, "number-writer");
  private volatile boolean stopped;

  private NumberWriter(LagrangeDataSource source, String table) {
    this.source = source;
    this.table = table;
  }

  static NumberWriter start(LagrangeDataSource source, String table) {
    NumberWriter writer = new NumberWriter(source, table);
    writer.acknowledgedAt.add(System.nanoTime()); // the first may have to wait, too
    writer.thread.start();
    return writer;
  }

  private void write() {
    for (int number = 1; !stopped; number++) {
      try (Connection connection = source.getConnection();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
        insert.setInt(1, number);
        insert.executeUpdate();
        acknowledged.add(number);
        acknowledgedAt.add(System.nanoTime());
      } catch (SQLException e) {
        failed.put(number, String.valueOf(e.getSQLState()));
      }
    }
  }

  void awaitMore(int count) {
    int before = acknowledged.size();
    Await.until(
        count + " more writes", Await.PATIENCE, () -> acknowledged.size() >= before + count);
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join(Await.PATIENCE.toMillis());
  }

  Duration longestPause() {
    long longest = 0;
    long last = acknowledgedAt.first();
    for (long at : acknowledgedAt) {
      longest = Math.max(longest, at - last);
      last = at;
    }
    return Duration.ofNanos(longest);
  }

  /** How long after a moment, by {@link System#nanoTime()}, the next write was acknowledged. */
  Duration untilNextAfter(long moment) {
    Await.until("a write after that", Await.PATIENCE, () -> acknowledgedAt.higher(moment) != null);
    return Duration.ofNanos(Objects.requireNonNull(acknowledgedAt.higher(moment)) - moment);
  }

  int inDoubt() {
    return failed.size();
  }

  /** The SQLSTATEs of what failed. */
  Collection<String> states() {
    return failed.values();
  }

  /**
   * No acknowledged write is lost, none is there twice, and nothing is there that was not tried.
   */
  void assertAllThere(Statement statement) throws SQLException {
    List<Integer> there = there(statement);
    assertThat(there).doesNotHaveDuplicates().containsAll(acknowledged);
    Set<Integer> tried = new HashSet<>(acknowledged);
    tried.addAll(failed.keySet());
    assertThat(tried).containsAll(there);
  }

  /** Asynchronous replication may lose the last writes of a leader that was killed. */
  void assertNoneDoubled(Statement statement) throws SQLException {
    assertThat(there(statement)).doesNotHaveDuplicates().isNotEmpty();
  }

  private List<Integer> there(Statement statement) throws SQLException {
    List<Integer> there = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery("/*+ consistency(strong) */ SELECT n FROM " + table)) {
      while (rows.next()) {
        there.add(rows.getInt(1));
      }
    }
    return there;
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
