package dev.lagrange.cli.bench;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The workload, the same for every strategy: so many forms are saved a second, each by one of many
 * users who then sees the page with it, and in between pages are looked at. Writes are begun by the
 * clock, not by the answers to those before, so that whoever is slow does not get less to do.
 *
 * @param users how many users there are
 * @param writesPerSecond how many writes are begun a second, by all together
 * @param readsPerWrite how many pages are looked at for each write, the one with it included
 * @param threads how many requests may be under way at once
 * @param duration how long it runs
 */
record Load(int users, int writesPerSecond, int readsPerWrite, int threads, Duration duration) {

  private static final String WRITE = "UPDATE page SET ver = ver + 1 WHERE id = ? RETURNING ver";
  private static final String READ = "SELECT ver FROM page WHERE id = ?";

  /** Puts it on a strategy. Blocks until it is over. */
  Figures run(Strategy strategy, int seed) throws InterruptedException {
    Figures figures = new Figures();
    long startedAt = System.nanoTime();
    List<Thread> running = new ArrayList<>();
    for (int number = 0; number < threads; number++) {
      Worker worker = new Worker(strategy, figures, number, new Random(seed + number), startedAt);
      Thread thread = new Thread(worker, "bench-" + number);
      thread.setDaemon(true);
      thread.start();
      running.add(thread);
    }
    for (Thread thread : running) {
      thread.join();
    }
    return figures;
  }

  /** Serves its share of the users, one request after the other. */
  private final class Worker implements Runnable {

    private final Strategy strategy;
    private final Figures figures;
    private final Random random;
    private final long startedAt;
    private final long everyNanos;
    private final User[] served;

    Worker(Strategy strategy, Figures figures, int number, Random random, long startedAt) {
      this.strategy = strategy;
      this.figures = figures;
      this.random = random;
      this.everyNanos = Duration.ofSeconds(1).toNanos() * threads / writesPerSecond;
      this.startedAt = startedAt + everyNanos * number / threads;
      this.served = new User[users / threads];
      for (int i = 0; i < served.length; i++) {
        served[i] = new User(i * threads + number);
      }
    }

    @Override
    public void run() {
      for (long round = 0; round * everyNanos < duration.toNanos(); round++) {
        long due = startedAt + round * everyNanos;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        try {
          turn();
        } catch (SQLException e) {
          figures.failed(e);
        }
      }
    }

    private void turn() throws SQLException {
      User writer = anybody();
      write(writer);
      read(writer, writer.number);
      for (int i = 1; i < readsPerWrite; i++) {
        User reader = anybody();
        read(reader, random.nextBoolean() ? reader.number : random.nextInt(User.POPULAR));
      }
    }

    private User anybody() {
      return served[random.nextInt(served.length)];
    }

    private void write(User user) throws SQLException {
      long before = System.nanoTime();
      Strategy.Reply reply = strategy.serve(user, true, ask(WRITE, user.number));
      long after = System.nanoTime();
      figures.writes.add(after - before);
      figures.written.increment();
      user.wrote(reply.version(), after);
    }

    private void read(User user, int row) throws SQLException {
      long before = System.nanoTime();
      Strategy.Reply reply = strategy.serve(user, false, ask(READ, row));
      figures.reads.add(System.nanoTime() - before);
      figures.read.increment();
      if (reply.onReplica()) {
        figures.onReplicas.increment();
      }
      if (user.missesOwnWrite(row, reply.version())) {
        figures.ownWriteMissed.increment();
      }
      if (user.sawOlder(row, reply.version())) {
        figures.wentBack.increment();
      }
    }

    private static Strategy.Work ask(String sql, int row) {
      return connection -> {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setInt(1, row);
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        }
      };
    }
  }
}
