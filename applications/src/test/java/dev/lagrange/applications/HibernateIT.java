package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.applications.Account.Entry;
import dev.lagrange.testbed.Await;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hibernate ORM over a pool, on a cluster of which one replica stands still. */
final class HibernateIT extends ReadBack {

  private static final int THREADS = 4;
  private static final int TURNS = 25;

  private static final Account REGISTER = new Account();

  @Override
  void create() {
    try (HikariDataSource pool = cluster.pool("eventual");
        SessionFactory sessions = sessions(pool, "create")) {
      sessions.inTransaction(session -> session.persist(REGISTER));
    }
  }

  @AfterEach
  void release() {
    cluster.release();
  }

  @Override
  Tally readBack(String consistency) throws Exception {
    try (HikariDataSource pool = cluster.pool(consistency);
        SessionFactory sessions = sessions(pool, "none")) {
      return cluster.readBack(
          "Hibernate ORM at " + consistency, pool, new AccountRegister(sessions));
    }
  }

  @Test
  void whatALazyCollectionLoadsIsAsNewAsItsOwner() {
    try (HikariDataSource pool = cluster.pool("eventual");
        SessionFactory sessions = sessions(pool, "none")) {
      cluster.holdOneReplicaBack(new AccountRegister(sessions)::read);
      Account account = new Account();
      sessions.inTransaction(session -> session.persist(account));
      for (int size = 1; size <= TURNS; size++) {
        int expected = size;
        sessions.inTransaction(
            session -> session.persist(new Entry(session.find(Account.class, account.id))));
        sessions.inSession(
            session ->
                assertThat(session.find(Account.class, account.id).entries).hasSize(expected));
      }
    }
  }

  @Test
  void theSecondOfTwoWritersOfOneVersionIsRefused() {
    try (HikariDataSource pool = cluster.pool("eventual");
        SessionFactory sessions = sessions(pool, "none")) {
      cluster.holdOneReplicaBack(new AccountRegister(sessions)::read);
      Account account = new Account();
      sessions.inTransaction(session -> session.persist(account));
      for (int turn = 1; turn <= TURNS; turn++) {
        int balance = turn;
        Account read = sessions.fromSession(session -> session.find(Account.class, account.id));
        sessions.inTransaction(
            session -> session.find(Account.class, account.id).balance = balance);
        read.balance = -1;

        assertThatExceptionOfType(OptimisticLockException.class)
            .isThrownBy(() -> sessions.inTransaction(session -> session.merge(read)));
        Account again = sessions.fromSession(session -> session.find(Account.class, account.id));
        assertThat(again.balance).isEqualTo(balance);
        // What was read outside a transaction, on a replica perhaps, is the newest version.
        sessions.inTransaction(session -> session.merge(again));
      }
    }
  }

  @Test
  void pooledSequencesNeverGiveOneNumberTwice() throws Exception {
    try (HikariDataSource pool = cluster.pool("eventual");
        SessionFactory one = sessions(pool, "none");
        SessionFactory other = sessions(pool, "none")) {
      cluster.holdOneReplicaBack(new AccountRegister(one)::read);
      Set<Long> ids = new HashSet<>();
      inThreads(
              thread -> {
                Account account = new Account();
                (thread % 2 == 0 ? one : other).inTransaction(session -> session.persist(account));
                return account.id;
              })
          .forEach(id -> assertThat(ids.add(id)).as("first use of %d", id).isTrue());

      assertThat(ids).hasSize(THREADS * TURNS);
    }
  }

  @Test
  void pessimisticLocksLoseNoUpdate() throws Exception {
    try (HikariDataSource pool = cluster.pool("eventual");
        SessionFactory sessions = sessions(pool, "none")) {
      cluster.holdOneReplicaBack(new AccountRegister(sessions)::read);
      Account account = new Account();
      sessions.inTransaction(session -> session.persist(account));
      inThreads(
          thread -> {
            sessions.inTransaction(
                session ->
                    session.find(Account.class, account.id, LockModeType.PESSIMISTIC_WRITE)
                        .balance++);
            return null;
          });

      int balance =
          sessions.fromSession(session -> session.find(Account.class, account.id).balance);
      assertThat(balance).isEqualTo(THREADS * TURNS);
    }
  }

  /** All threads at once, each some turns; what they came to. */
  private static <T> List<T> inThreads(Turn<T> turn) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<T>>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        running.add(threads.submit(turns(turn, thread)));
      }
      List<T> all = new ArrayList<>();
      for (Future<List<T>> each : running) {
        all.addAll(each.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> Callable<List<T>> turns(Turn<T> turn, int thread) {
    return () -> {
      List<T> results = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        results.add(turn.take(thread));
      }
      return results;
    };
  }

  private interface Turn<T> {
    T take(int thread) throws Exception;
  }

  private static SessionFactory sessions(HikariDataSource pool, String schema) {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClass(Account.class);
    configuration.addAnnotatedClass(Entry.class);
    configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, pool);
    configuration.setProperty(SchemaToolingSettings.HBM2DDL_AUTO, schema);
    return configuration.buildSessionFactory();
  }

  private record AccountRegister(SessionFactory sessions) implements Register {

    @Override
    public void write(int value) {
      sessions.inTransaction(session -> session.find(Account.class, REGISTER.id).balance = value);
    }

    @Override
    public Seen read() {
      return sessions.fromSession(AccountRegister::seen);
    }

    @Override
    public Seen readDeclaredReadOnly() {
      try (Session session = sessions.withOptions().readOnly(true).openSession()) {
        return session.fromTransaction(transaction -> seen(session));
      }
    }

    private static Seen seen(Session session) {
      Account account = session.find(Account.class, REGISTER.id);
      return new Seen(account.balance, account.node);
    }
  }
}
