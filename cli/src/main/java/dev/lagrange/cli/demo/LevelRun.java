package dev.lagrange.cli.demo;

import dev.lagrange.cli.measure.Routes;
import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * All users at one level, over one data source of its own. Not thread-safe, but its tally may be
 * watched from any thread.
 */
final class LevelRun {

  private static final int USERS = 8;

  private final Consistency level;
  private final Tally tally = new Tally();
  private final Routes routes = new Routes();
  private String inItsOwnWords = "";
  private Duration took = Duration.ZERO;
  private volatile long startedAt;

  LevelRun(Consistency level) {
    this.level = level;
  }

  Consistency level() {
    return level;
  }

  Tally tally() {
    return tally;
  }

  Routes routes() {
    return routes;
  }

  /** The driver's answer to {@code SHOW lagrange.route} after the last read. */
  String inItsOwnWords() {
    return inItsOwnWords;
  }

  Duration took() {
    return took;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  /** How many reads broke a promise of the level. */
  long broken() {
    return Promise.of(level).stream().mapToLong(tally::missed).sum();
  }

  /** Runs the users for so long, and tells the screen how it goes. */
  void run(PostgresCluster cluster, DataSet data, Checker checker, Duration duration, Screen screen)
      throws SQLException, InterruptedException {
    try (LagrangeDataSource source =
        new LagrangeDataSource(Address.jdbc(cluster, level), Map.of(), routes)) {
      // From here on: on a busy machine, connecting may take as long as a short run.
      startedAt = System.nanoTime();
      BooleanSupplier goesOn = () -> elapsed().compareTo(duration) < 0;
      List<Thread> users = new ArrayList<>();
      for (int number = 1; number <= USERS; number++) {
        Workload user = new Workload(source, data, level, checker, routes, tally, number, goesOn);
        Thread thread = new Thread(user, "demo-user-" + number);
        thread.setDaemon(true);
        thread.start();
        users.add(thread);
      }
      while (goesOn.getAsBoolean()) {
        screen.pause();
        screen.live(this);
      }
      for (Thread user : users) {
        user.join();
      }
      took = elapsed();
      screen.done(this);
      inItsOwnWords = askDriver(source);
    }
  }

  private static String askDriver(LagrangeDataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM account")) {
        rows.next();
      }
      try (ResultSet rows = statement.executeQuery("SHOW lagrange.route")) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
