package dev.lagrange.control.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.testbed.MysqlServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The classifier's lists of functions and words, compared with those of a real server. */
class MysqlWordsIT {

  /** "FUNCTION … does not exist", and the same with a hint at the blank before the parenthesis. */
  private static final Set<Integer> NO_SUCH_FUNCTION = Set.of(1305, 1630);

  /** Built-in up to 9.5, in a component since, whose functions nobody else's can be named like. */
  private static final Set<String> OF_A_COMPONENT = Set.of("md5", "sha", "sha1");

  private static @Nullable MysqlServer started;

  private final Classifier classifier = new Classifier(Dialect.MYSQL, 10);

  @BeforeAll
  static void startServer() {
    Optional<MysqlServer> found = MysqlServer.find();
    assumeTrue(found.isPresent(), MysqlServer.NOT_FOUND);
    started = found.orElseThrow().start();
  }

  @AfterAll
  static void closeServer() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void functionsThatMayRunAnywhereAreTheServersOwn() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThat(list("mysql-functions.txt"))
          .hasSizeGreaterThan(300)
          .filteredOn(name -> isUsers(statement, "SELECT " + name + "()"))
          .isSubsetOf(OF_A_COMPONENT);
    }
  }

  @Test
  void nameThatTheServerTakesForAUsersFunctionIsNoRead() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String name : list("mysql-functions.txt")) {
        if (OF_A_COMPONENT.contains(name)) {
          continue;
        }
        for (String sql : List.of("SELECT " + name + " (1)", "SELECT `" + name + "`(1)")) {
          if (isUsers(statement, sql)) {
            assertThat(classifier.classify(sql).isRead()).as(sql).isFalse();
          }
        }
      }
    }
  }

  @Test
  void reservedWordsAreReserved() throws Exception {
    Set<String> reserved = new HashSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT LOWER(word) FROM information_schema.keywords WHERE reserved")) {
      while (rows.next()) {
        reserved.add(rows.getString(1));
      }
    }
    assertThat(reserved).containsAll(list("mysql-reserved.txt"));
  }

  private static boolean isUsers(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return false;
    } catch (SQLException e) {
      return NO_SUCH_FUNCTION.contains(e.getErrorCode());
    }
  }

  private static Connection connect() throws SQLException {
    assertThat(started).isNotNull();
    return started.connectAsRoot();
  }

  private static List<String> list(String resource) throws IOException {
    try (InputStream stream = Classifier.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(stream, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
