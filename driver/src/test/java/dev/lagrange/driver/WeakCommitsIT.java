package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code weakWrites=async}, weak writes are acknowledged early, and nothing else ever is. */
final class WeakCommitsIT {

  private static final String WEAK = "/*+ consistency(weak) */ ";
  private static final String ONE_CONNECTION = "weakWrites=async&maxPoolSize=1";

  private PostgresCluster cluster;
  private Connection owner;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    owner = LagrangeUrl.owner(cluster);
    CommitLog.create(owner);
  }

  @AfterEach
  void stop() throws SQLException {
    owner.close();
    cluster.close();
  }

  private static String insert(int id) {
    return "INSERT INTO w VALUES (" + id + ")";
  }

  private String committed(int id) throws SQLException {
    return CommitLog.read(owner).get(id);
  }

  @Test
  void onlyWeakWritesCommitAsynchronously() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, ONE_CONNECTION)) {
      LagrangeUrl.execute(connection, WEAK + insert(1));
      LagrangeUrl.execute(connection, insert(2));
      LagrangeUrl.execute(connection, WEAK + insert(3));
      assertThat(CommitLog.read(owner)).isEqualTo(Map.of(1, "off", 2, "on", 3, "off"));
      assertThat(LagrangeUrl.value(connection, "SHOW synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void batchIsAsDurableAsItsStrictestStatement() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, ONE_CONNECTION);
        Statement statement = connection.createStatement()) {
      statement.addBatch(WEAK + insert(1));
      statement.addBatch(WEAK + insert(2));
      statement.executeBatch();
      statement.addBatch(WEAK + insert(3));
      statement.addBatch(insert(4));
      statement.executeBatch();
    }
    assertThat(CommitLog.read(owner)).isEqualTo(Map.of(1, "off", 2, "off", 3, "on", 4, "on"));
  }

  @Test
  void withoutTheOptionAllAreAsTheServerHasIt() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "consistency=weak")) {
      LagrangeUrl.execute(connection, insert(1));
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, insert(2));
      connection.commit();
    }
    assertThat(CommitLog.read(owner)).isEqualTo(Map.of(1, "on", 2, "on"));
  }

  @Test
  void transactionIsAsDurableAsItsStrictestWrite() throws SQLException {
    try (Connection connection =
        LagrangeUrl.connect(cluster, ONE_CONNECTION + "&consistency=weak")) {
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, insert(1));
      LagrangeUrl.execute(connection, insert(2));
      connection.commit();
      LagrangeUrl.execute(connection, insert(3));
      LagrangeUrl.execute(connection, "/*+ consistency(strong) */ " + insert(4));
      LagrangeUrl.execute(connection, insert(5));
      connection.commit();
      // what a savepoint brings back is taken back again
      LagrangeUrl.execute(connection, insert(6));
      Savepoint savepoint = connection.setSavepoint();
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ " + insert(7));
      connection.rollback(savepoint);
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ " + insert(8));
      connection.commit();
      LagrangeUrl.execute(connection, insert(9));
      LagrangeUrl.execute(connection, "SAVEPOINT s");
      LagrangeUrl.execute(
          connection, "/*+ consistency(eventual) */ ROLLBACK TO SAVEPOINT s; " + insert(10));
      connection.commit();
    }
    assertThat(CommitLog.read(owner))
        .isEqualTo(
            Map.of(
                1, "off", 2, "off", 3, "on", 4, "on", 5, "on", 6, "on", 8, "on", 9, "on", 10,
                "on"));
  }

  @Test
  void noSavepointBringsBackThatACommitNeedNotBeDurable() throws SQLException {
    String strong = "/*+ consistency(eventual) */ ";
    try (Connection connection =
            LagrangeUrl.connect(cluster, ONE_CONNECTION + "&consistency=weak");
        Statement updatable =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, insert(1));
      LagrangeUrl.execute(connection, "SAVEPOINT s");
      LagrangeUrl.execute(connection, strong + insert(2));
      LagrangeUrl.execute(connection, strong + "ROLLBACK TO s; " + insert(3) + "; COMMIT");
      connection.commit();
      LagrangeUrl.execute(connection, insert(4));
      LagrangeUrl.execute(connection, "SET LOCAL statement_timeout = '1min'; SAVEPOINT s");
      LagrangeUrl.execute(connection, strong + insert(5));
      LagrangeUrl.execute(connection, strong + "ROLLBACK TO s; " + insert(6) + "; COMMIT");
      connection.commit();
      LagrangeUrl.execute(connection, insert(7));
      Savepoint savepoint = connection.setSavepoint();
      try (ResultSet rows = updatable.executeQuery("SELECT id FROM w WHERE id = 7")) {
        connection.rollback(savepoint);
        rows.moveToInsertRow();
        rows.updateInt(1, 8);
        rows.insertRow();
      }
      connection.commit();
    }
    assertThat(CommitLog.read(owner)).containsOnlyKeys(1, 3, 4, 6, 7, 8).doesNotContainValue("off");
  }

  @Test
  void transactionThatFailedAfterAWeakWriteCanGoBackToItsSavepoint() throws SQLException {
    try (Connection connection =
        LagrangeUrl.connect(cluster, ONE_CONNECTION + "&consistency=weak")) {
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, "SAVEPOINT s");
      LagrangeUrl.execute(connection, insert(1));
      assertThatThrownBy(() -> LagrangeUrl.execute(connection, WEAK + "SELECT 1 / 0"))
          .isInstanceOf(SQLException.class);
      LagrangeUrl.execute(
          connection, "/*+ consistency(eventual) */ ROLLBACK TO SAVEPOINT s; " + insert(2));
      connection.commit();
      LagrangeUrl.execute(connection, insert(3));
      assertThatThrownBy(() -> LagrangeUrl.execute(connection, WEAK + "SELECT 1 / 0"))
          .isInstanceOf(SQLException.class);
      LagrangeUrl.execute(connection, "ROLLBACK; SELECT 1");
      LagrangeUrl.execute(connection, insert(4));
      connection.commit();
    }
    assertThat(CommitLog.read(owner)).isEqualTo(Map.of(2, "on", 4, "off"));
  }

  @Test
  void whatTheApplicationOrItsRoleSetStands() throws SQLException {
    LagrangeUrl.execute(owner, "ALTER ROLE app SET synchronous_commit = local");
    try (Connection connection =
        LagrangeUrl.connect(cluster, ONE_CONNECTION + "&consistency=weak")) {
      LagrangeUrl.execute(connection, insert(1));
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ " + insert(2));
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, "SET LOCAL synchronous_commit = remote_write");
      LagrangeUrl.execute(connection, insert(3));
      connection.commit();
      LagrangeUrl.execute(connection, insert(4));
      LagrangeUrl.execute(connection, "SET LOCAL synchronous_commit = remote_write");
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ " + insert(5));
      connection.commit();
      LagrangeUrl.execute(connection, insert(6));
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ " + insert(7));
      connection.commit();
      connection.setAutoCommit(true);
      LagrangeUrl.execute(connection, "SET synchronous_commit = on");
      LagrangeUrl.execute(connection, insert(8));
    }
    assertThat(CommitLog.read(owner))
        .isEqualTo(
            Map.of(
                1,
                "off",
                2,
                "local",
                3,
                "remote_write",
                4,
                "remote_write",
                5,
                "remote_write",
                6,
                "local",
                7,
                "local",
                8,
                "on"));
  }

  @Test
  void rowsChangedThroughAResultSetAreDurable() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, ONE_CONNECTION)) {
      LagrangeUrl.execute(connection, WEAK + insert(1));
      try (Statement updating =
              connection.createStatement(
                  ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
          ResultSet rows = updating.executeQuery("SELECT id FROM w")) {
        LagrangeUrl.execute(connection, WEAK + insert(2));
        rows.moveToInsertRow();
        rows.updateInt(1, 3);
        rows.insertRow();
      }
    }
    assertThat(committed(3)).isEqualTo("on");
  }

  @Test
  void whatIsDoneBehindAnUnwrappedConnectionIsDurable() throws SQLException {
    try (Connection connection =
        LagrangeUrl.connect(cluster, ONE_CONNECTION + "&consistency=weak")) {
      LagrangeUrl.execute(connection, insert(1));
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, insert(2));
      Connection inner = (Connection) connection.unwrap(org.postgresql.PGConnection.class);
      LagrangeUrl.execute(inner, insert(3));
      connection.commit();
    }
    assertThat(committed(1)).isEqualTo("off");
    assertThat(committed(3)).isEqualTo("on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&autosave=always"})
  void noInterleavingLeaksIntoAWriteThatIsMoreThanWeak(String driver) throws SQLException {
    long seed = Long.getLong("weak.seed", new Random().nextLong());
    Borrowers borrowers = new Borrowers(new Random(seed));
    LagrangeDataSource source =
        new LagrangeDataSource(LagrangeUrl.of(cluster, ONE_CONNECTION + driver), Map.of());
    try (source;
        Connection one = source.getConnection();
        Connection other = source.getConnection()) {
      for (int i = 0; i < 400; i++) {
        borrowers.act(borrowers.random.nextBoolean() ? one : other);
      }
    }
    Map<Integer, String> settings = CommitLog.read(owner);
    for (Map.Entry<Integer, String> row : settings.entrySet()) {
      if (borrowers.strict.contains(row.getKey())) {
        assertThat(row.getValue()).as("row %s, weak.seed=%s", row.getKey(), seed).isEqualTo("on");
      } else if (borrowers.weakAlone.contains(row.getKey())) {
        assertThat(row.getValue()).as("row %s, weak.seed=%s", row.getKey(), seed).isEqualTo("off");
      }
    }
    assertThat(settings.keySet()).containsAnyElementsOf(borrowers.strict);
    assertThat(settings.keySet()).containsAnyElementsOf(borrowers.weakAlone);
  }

  /** Two sessions that share one physical connection, and do anything that may end in a leak. */
  private static final class Borrowers {
    final Random random;
    final Set<Integer> strict = new HashSet<>();
    final Set<Integer> weakAlone = new HashSet<>();
    private int next;

    Borrowers(Random random) {
      this.random = random;
    }

    void act(Connection connection) throws SQLException {
      if (random.nextInt(3) > 0) {
        alone(connection);
      } else {
        transaction(connection);
      }
    }

    private void alone(Connection connection) throws SQLException {
      switch (random.nextInt(6)) {
        case 0 -> LagrangeUrl.value(connection, level() + "SELECT count(*) FROM w");
        case 1 -> fail(connection);
        case 2 -> {
          String level = level();
          try (PreparedStatement batch =
              connection.prepareStatement(level + "INSERT INTO w VALUES (?)")) {
            for (int i = 0; i < 3; i++) {
              batch.setInt(1, id(level));
              batch.addBatch();
            }
            batch.executeBatch();
          }
        }
        default -> {
          String level = level();
          int id = id(level);
          if (!strict.contains(id)) {
            weakAlone.add(id);
          }
          LagrangeUrl.execute(connection, level + insert(id));
        }
      }
    }

    private void transaction(Connection connection) throws SQLException {
      if (random.nextInt(3) == 0) {
        LagrangeUrl.execute(connection, "SET lagrange.consistency = 'weak'");
      }
      connection.setAutoCommit(false);
      Savepoint savepoint = null;
      for (int i = random.nextInt(6); i >= 0; i--) {
        switch (random.nextInt(8)) {
          case 0 -> savepoint = connection.setSavepoint();
          case 1 -> {
            if (savepoint != null) {
              connection.rollback(savepoint);
            }
          }
          case 2 -> {
            Savepoint here = connection.setSavepoint();
            fail(connection);
            connection.rollback(here);
          }
          case 3 -> LagrangeUrl.execute(connection, "SET LOCAL statement_timeout = '1min'");
          case 4 -> LagrangeUrl.value(connection, level() + "SELECT count(*) FROM w");
          default -> {
            String level = level();
            LagrangeUrl.execute(connection, level + insert(id(level)));
          }
        }
      }
      if (random.nextInt(4) == 0) {
        connection.rollback();
      } else {
        connection.commit();
      }
      connection.setAutoCommit(true);
      LagrangeUrl.execute(connection, "RESET lagrange.consistency");
    }

    private static void fail(Connection connection) {
      assertThatThrownBy(() -> LagrangeUrl.execute(connection, WEAK + "INSERT INTO w SELECT 1 / 0"))
          .isInstanceOf(SQLException.class);
    }

    private String level() {
      return random.nextBoolean() ? WEAK : "/*+ consistency(eventual) */ ";
    }

    private int id(String level) {
      next++;
      if (!level.equals(WEAK)) {
        strict.add(next);
      }
      return next;
    }
  }
}
