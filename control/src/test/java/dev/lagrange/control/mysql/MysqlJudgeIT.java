package dev.lagrange.control.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.control.mysql.MysqlCorpus.Case;
import dev.lagrange.control.mysql.MysqlCorpus.Expectation;
import dev.lagrange.control.mysql.WatchedSession.Outcome;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.testbed.MysqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real server says whether what is classified as a read is one: on a server that refuses writes
 * it must not be refused, lock, or change the session. A classifier that looks at the first word
 * only must be found out by the same judge.
 */
class MysqlJudgeIT {

  /** Chooses what is made up; printed by each run. */
  private static final long SEED = Long.getLong("lagrange.judge.seed", System.nanoTime());

  private static final int MADE_UP = Integer.getInteger("lagrange.judge.statements", 3_000);
  private static final List<String> MODES =
      List.of(
          "",
          "ANSI_QUOTES",
          "NO_BACKSLASH_ESCAPES",
          "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,IGNORE_SPACE,PIPES_AS_CONCAT");

  /** How a read-only server says no. */
  private static final Set<Integer> REFUSALS = Set.of(1223, 1290, 1792, 1836, 1874, 3100);

  private static final Set<String> DEFINITIONS =
      Set.of("alter ", "rename ", "create ", "drop ", "truncate ");

  private static final Set<String> FIRST_WORDS =
      Set.of("select", "show", "with", "table", "values", "(");

  private static @Nullable MysqlServer started;

  private final Classifier classifier = new Classifier(Dialect.MYSQL, 10);

  @BeforeAll
  static void startServer() throws SQLException {
    Optional<MysqlServer> found = MysqlServer.find();
    assumeTrue(found.isPresent(), MysqlServer.NOT_FOUND);
    started = found.orElseThrow().start();
    try (Connection root = started.connectAsRoot();
        Statement statement = root.createStatement()) {
      statement.execute("SET GLOBAL log_bin_trust_function_creators = ON");
      for (String sql : MysqlCorpus.schema()) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void closeServer() {
    if (started != null) {
      started.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO log VALUES (1)",
        "SELECT * FROM t FOR UPDATE",
        "SELECT * FROM t FOR SHARE",
        "SELECT * FROM t LOCK IN SHARE MODE",
        "SELECT locks_rows(1)",
        "SELECT GET_LOCK('x', 0)",
        "SELECT LAST_INSERT_ID(5)",
        "SELECT @x := 1",
        "SELECT 1 INTO @x",
        "SELECT sets_variable(1)",
        "SET sql_mode = 'ANSI'",
        "SET NAMES latin1",
        "USE information_schema",
        "PREPARE s FROM 'SELECT 1'",
        "CREATE TEMPORARY TABLE temp (a INT)",
        "HANDLER t OPEN",
        "LOCK TABLES t READ",
        "COMMIT",
        "ROLLBACK RELEASE"
      })
  void judgeSeesEachKindOfTrace(String sql) throws SQLException {
    server().setReadOnly(true);
    try (WatchedSession replica = new WatchedSession(server(), "")) {
      assertThat(fault(replica.run(sql))).isPresent();
      assertThat(fault(replica.run("SELECT * FROM t, u, v"))).isEmpty();
    }
  }

  @Test
  void readsOfTheCorpusAreReadsInEachSqlMode() throws SQLException {
    List<String> found = new ArrayList<>();
    int executed = 0;
    for (String mode : MODES) {
      server().setReadOnly(true);
      try (WatchedSession replica = new WatchedSession(server(), mode)) {
        for (Case one : MysqlCorpus.cases()) {
          if (!classifier.classify(one.sql()).isRead()) {
            continue;
          }
          Outcome outcome = replica.run(one.sql());
          executed += outcome.ran() ? 1 : 0;
          Optional<String> fault = fault(outcome);
          if (one.expectation() == Expectation.UNSEEN && mode.isEmpty()) {
            assertThat(fault).as("seen by the server: %s", one).isPresent();
          } else if (one.expectation() != Expectation.UNSEEN && fault.isPresent()) {
            found.add("[" + mode + "] " + one + " ==> " + fault.get());
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "MySQL judge, corpus: %d statements in %d modes, %d reads executed, %d wrong%n",
        MysqlCorpus.cases().size(),
        MODES.size(),
        executed,
        found.size());
    assertThat(found).as("classified as reads, and are not").isEmpty();
  }

  @Test
  void whatTheTextHidesTheCatalogShows() throws SQLException {
    Classifier knowing = new Classifier(Dialect.MYSQL, 10);
    try (Connection root = server().connectAsRoot()) {
      knowing.use(new MysqlCatalogReader(UserFunctions.JUDGED).read(root));
    }
    List<String> tooCautious = new ArrayList<>();
    int unseen = 0;
    for (Case one : MysqlCorpus.cases()) {
      Classification judged = knowing.classify(one.sql());
      if (one.expectation() == Expectation.READ && !judged.isRead()) {
        tooCautious.add(one + " ==> " + judged.reason());
      } else if (one.expectation() != Expectation.READ) {
        assertThat(judged.isRead()).as("%s: %s", one, judged.reason()).isFalse();
        unseen += one.expectation() == Expectation.UNSEEN ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "MySQL judge, catalog: %d unseen before are seen, %d reads are not taken for one any"
            + " more%n",
        unseen,
        tooCautious.size());
    assertThat(unseen).isPositive();
    // words taken for a table's name, and what tells of the server as well
    assertThat(tooCautious)
        .hasSizeLessThan(20)
        .allMatch(
            one ->
                one.contains("which the catalog does not know")
                    || one.contains("==> information_schema."));
  }

  @Test
  void sessionIsUnchangedUnlessTheCorpusIsSaidToChangeIt() throws SQLException {
    List<String> unclean = new ArrayList<>();
    server().setReadOnly(false);
    try (WatchedSession primary = new WatchedSession(server(), "")) {
      for (Case one : MysqlCorpus.cases()) {
        // the schema must stay, and what is unseen stays so
        if (DEFINITIONS.stream().anyMatch(one.sql().toLowerCase(Locale.ROOT)::contains)
            || one.expectation() == Expectation.UNSEEN
            || classifier.classify(one.sql()).changesSession()) {
          continue;
        }
        Outcome outcome = primary.run(one.sql());
        if (!outcome.left().isEmpty()) {
          unclean.add(one + " ==> " + outcome.left());
        }
      }
    }
    assertThat(unclean).as("change the session unseen").isEmpty();
  }

  @Test
  void madeUpReadsAreReadsAndTheFirstWordIsNotEnough() throws SQLException {
    System.out.println("MySQL judge: -Dlagrange.judge.seed=" + SEED);
    List<String> statements = madeUp();
    List<String> unclean = new ArrayList<>();
    int executed = 0;
    server().setReadOnly(false);
    try (WatchedSession primary = new WatchedSession(server(), "")) {
      for (String sql : statements) {
        Outcome outcome = primary.run(sql);
        executed += outcome.ran() ? 1 : 0;
        if (!outcome.ran() && Boolean.getBoolean("lagrange.judge.failures")) {
          System.out.println(outcome.error() + " " + outcome.message() + " <== " + sql);
        }
        if (!outcome.left().isEmpty() && !classifier.classify(sql).changesSession()) {
          unclean.add(sql + " ==> " + outcome.left());
        }
      }
    }
    List<String> wrong = new ArrayList<>();
    List<String> caught = new ArrayList<>();
    int reads = 0;
    server().setReadOnly(true);
    try (WatchedSession replica = new WatchedSession(server(), "")) {
      for (String sql : statements) {
        Classification ours = classifier.classify(sql);
        boolean read = ours.isRead();
        boolean byFirstWord = isReadByFirstWord(sql);
        reads += read ? 1 : 0;
        if (!read && !byFirstWord) {
          continue;
        }
        Optional<String> fault = fault(replica.run(sql));
        if (read && fault.isPresent()) {
          wrong.add(sql + " ==> " + fault.get());
        }
        if (byFirstWord && fault.isPresent()) {
          caught.add(sql);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "MySQL judge, seed %d: %d statements, %.1f %% executed, %.1f %% classified read, %d wrong,"
            + " %d sessions changed unseen; by first word %d wrong%n",
        SEED,
        statements.size(),
        100.0 * executed / statements.size(),
        100.0 * reads / statements.size(),
        wrong.size(),
        unclean.size(),
        caught.size());
    assertThat(wrong).as("classified as reads, and are not, seed %d", SEED).isEmpty();
    assertThat(unclean).as("change the session unseen, seed %d", SEED).isEmpty();
    assertThat(caught)
        .as("found by the judge if the first word decides")
        .hasSizeGreaterThan(statements.size() / 50);
    assertThat(executed).as("executed").isGreaterThan(statements.size() * 9 / 10);
    assertThat(reads).as("classified as reads").isGreaterThan(statements.size() * 3 / 10);
  }

  private static List<String> madeUp() {
    Random random = new Random(SEED);
    StatementGrammar grammar = MysqlCorpus.grammar();
    StatementWriter writer = new StatementWriter(random);
    return Stream.generate(() -> writer.write(grammar.make("statement", random)))
        .limit(MADE_UP)
        .toList();
  }

  /** What a replica's answer has against its being a read; what did not run proves nothing else. */
  private static Optional<String> fault(Outcome outcome) {
    if (REFUSALS.contains(outcome.error())) {
      return Optional.of("refused: " + outcome.message());
    }
    return outcome.effects().isEmpty()
        ? Optional.empty()
        : Optional.of(outcome.effects().toString());
  }

  private static boolean isReadByFirstWord(String sql) {
    String start = sql.stripLeading().toLowerCase(Locale.ROOT);
    return FIRST_WORDS.stream().anyMatch(start::startsWith);
  }

  private static MysqlServer server() {
    assertThat(started).isNotNull();
    return started;
  }
}
