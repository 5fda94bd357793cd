package dev.lagrange.cli.demo;

import dev.lagrange.cli.measure.Routes;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.route.Route;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * One user of the application, who writes, looks at what was written, browses, and asks for
 * reports. Every request gets a connection of its own from the data source, as in a web
 * application: nothing but the promise of the level ties a user's requests together. Confined to
 * one thread.
 */
final class Workload implements Runnable {

  /** So few rows that users meet. */
  static final int HOT_ROWS = 100;

  private static final int WRITES_PERCENT = 15;
  private static final int REPORTS_PERCENT = 3;
  private static final int REPORT_SPAN = 200;
  private static final long THINKING_NANOS = Duration.ofMillis(1).toNanos();
  private static final long AFTER_ERROR_NANOS = Duration.ofMillis(100).toNanos();

  private static final String WRITE =
      "UPDATE account SET balance = balance + ?, ver = ver + 1 WHERE id = ? RETURNING ver";
  private static final String READ = "SELECT ver, balance FROM account WHERE id = ?";
  private static final String BEST_SELLERS =
      """
      SELECT p.name, sum(l.quantity) FROM order_line l JOIN product p ON p.id = l.product_id
      WHERE l.order_id BETWEEN ? AND ? GROUP BY p.name ORDER BY 2 DESC LIMIT 5""";
  private static final String SALES_BY_CITY =
      """
      SELECT c.city, count(DISTINCT o.id), sum(l.quantity * p.price) FROM orders o
      JOIN customer c ON c.id = o.customer_id JOIN order_line l ON l.order_id = o.id
      JOIN product p ON p.id = l.product_id
      WHERE o.id BETWEEN ? AND ? GROUP BY c.city ORDER BY 3 DESC""";

  private final DataSource source;
  private final DataSet data;
  private final Consistency level;
  private final Checker checker;
  private final Routes routes;
  private final Tally tally;
  private final User user;
  private final Random random;
  private final BooleanSupplier goesOn;

  Workload(
      DataSource source,
      DataSet data,
      Consistency level,
      Checker checker,
      Routes routes,
      Tally tally,
      int number,
      BooleanSupplier goesOn) {
    this.source = source;
    this.data = data;
    this.level = level;
    this.checker = checker;
    this.routes = routes;
    this.tally = tally;
    this.user = new User(number, HOT_ROWS);
    this.random = new Random(number);
    this.goesOn = goesOn;
  }

  @Override
  public void run() {
    while (goesOn.getAsBoolean()) {
      try {
        step();
        LockSupport.parkNanos(THINKING_NANOS);
      } catch (SQLException e) {
        tally.failed(e);
        LockSupport.parkNanos(AFTER_ERROR_NANOS);
      }
    }
  }

  private void step() throws SQLException {
    int row = random.nextInt(HOT_ROWS);
    int chance = random.nextInt(100);
    if (chance < WRITES_PERCENT) {
      write(row);
      read(row);
    } else if (chance < WRITES_PERCENT + REPORTS_PERCENT) {
      report(row);
    } else {
      read(row);
    }
  }

  private void write(int row) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(WRITE)) {
      statement.setInt(1, random.nextInt(200) - 100);
      statement.setInt(2, row);
      checker.acknowledged(user, row, version(statement));
      tally.wrote();
    }
  }

  private void read(int row) throws SQLException {
    long startedAt = checker.now();
    try (Connection connection = source.getConnection()) {
      check(connection, row, startedAt);
    }
  }

  /** Two queries in a transaction declared read-only, so that both run on one node. */
  private void report(int row) throws SQLException {
    long startedAt = checker.now();
    try (Connection connection = source.getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      check(connection, row, startedAt);
      String query = random.nextBoolean() ? BEST_SELLERS : SALES_BY_CITY;
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        int from = random.nextInt(Math.max(1, data.orders() - REPORT_SPAN));
        statement.setInt(1, from);
        statement.setInt(2, from + REPORT_SPAN);
        drain(statement);
      }
      connection.commit();
    }
  }

  private void check(Connection connection, int row, long startedAt) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setInt(1, row);
      long version = version(statement);
      long took = checker.now() - startedAt;
      Route route = routes.last();
      Checker.Finding finding = checker.check(user, row, version, startedAt, level.staleness());
      tally.read(route, took, finding);
      for (Promise promise : Promise.of(level)) {
        if (finding.missed().contains(promise)) {
          tally.broke(
              "%s read version %d of account %d from %s; a newer one had been there for %d ms (%s)"
                  .formatted(
                      user,
                      version,
                      row,
                      route,
                      Duration.ofNanos(finding.staleNanos()).toMillis(),
                      promise.title()));
        }
      }
    }
  }

  private static long version(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void drain(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        rows.getString(1);
      }
    }
  }
}
