package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Session's JDBC store, on a cluster of which one replica stands still: what one request put
 * into the session, the next finds there. By itself it does everything in transactions that may
 * write, on the primary; without them, it reads from replicas.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpringSessionIT {

  private static final int ROUNDS = 100;
  private static final String ATTRIBUTE = "basket";

  private final LaggingCluster cluster = new LaggingCluster();

  @BeforeAll
  void create() {
    try (HikariDataSource pool = cluster.pool("eventual")) {
      new ResourceDatabasePopulator(
              new ClassPathResource("org/springframework/session/jdbc/schema-postgresql.sql"))
          .execute(pool);
    }
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void nextRequestFindsWhatTheLastOneStored() throws Exception {
    assertThat(missed("eventual", true)).isZero();
    assertThat(missed("eventual", false)).isZero();
  }

  @Test
  void weakIsCaught() throws Exception {
    assertThat(missed("weak", false)).isPositive();
  }

  /** How many requests did not find what the one before them had stored. */
  private int missed(String consistency, boolean transactions) throws Exception {
    try (HikariDataSource pool = cluster.pool(consistency)) {
      int missed =
          missed(
              new JdbcIndexedSessionRepository(
                  new JdbcTemplate(pool),
                  transactions
                      ? new TransactionTemplate(new DataSourceTransactionManager(pool))
                      : TransactionOperations.withoutTransaction()),
              pool);
      System.out.printf(
          "Spring Session at %s, %s: %d requests, %d missed what was stored%n",
          consistency, transactions ? "as it comes" : "without transactions", ROUNDS, missed);
      return missed;
    }
  }

  private <S extends Session> int missed(SessionRepository<S> sessions, HikariDataSource pool)
      throws Exception {
    S begun = sessions.createSession();
    begun.setAttribute(ATTRIBUTE, 0);
    sessions.save(begun);
    JdbcTemplate jdbc = new JdbcTemplate(pool);
    cluster.holdOneReplicaBack(
        () ->
            jdbc.queryForObject(
                "SELECT count(*), " + Register.NODE + " FROM spring_session",
                (row, number) -> new Register.Seen(row.getInt(1), row.getString(2))));
    int missed = 0;
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        S stored = sessions.findById(begun.getId());
        stored.setAttribute(ATTRIBUTE, round);
        sessions.save(stored);
        // A pool hands the same thread the connection that it gave back last.
        try (Connection written = pool.getConnection()) {
          S found = sessions.findById(begun.getId());
          missed += Integer.valueOf(round).equals(found.getAttribute(ATTRIBUTE)) ? 0 : 1;
        }
      }
    } finally {
      cluster.release();
    }
    return missed;
  }
}
