package dev.lagrange.cli.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work that several threads share. */
final class Parts {

  /** One thread's part. */
  interface Part<T> {
    T of(int first) throws Exception;
  }

  private Parts() {}

  /** Divides so many among threads; each is told its first. Blocks until all are done. */
  static <T> List<T> inParallel(int count, int all, Part<T> part) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int first = 0; first < all; first += all / count) {
        int begin = first;
        running.add(threads.submit(() -> part.of(begin)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> each : running) {
        done.add(each.get());
      }
      return done;
    } finally {
      threads.shutdownNow();
    }
  }
}
