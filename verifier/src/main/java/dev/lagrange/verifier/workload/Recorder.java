package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.HistoryWriter;
import dev.lagrange.verifier.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects the operations of a run, numbers them, and writes them to the history's file if there is
 * one. Thread-safe.
 */
public final class Recorder {

  private final @Nullable HistoryWriter file;
  private final long origin = System.nanoTime();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger sessions = new AtomicInteger();
  private final Map<Long, Operation> pending = new ConcurrentHashMap<>();
  private final Queue<Operation> ended = new ConcurrentLinkedQueue<>();
  private final ReadWriteLock ending = new ReentrantReadWriteLock();
  private final Tally tally = new Tally();
  private volatile boolean over;

  /** A recorder whose clock begins now. */
  public Recorder(@Nullable HistoryWriter file) {
    this.file = file;
  }

  /** The value of {@link System#nanoTime} at which the history's clock was 0. */
  public long origin() {
    return origin;
  }

  /** What has happened so far, in numbers. */
  public Tally tally() {
    return tally;
  }

  long nextId() {
    return ids.incrementAndGet();
  }

  int nextSession() {
    return sessions.incrementAndGet();
  }

  /** The history's time. */
  long now() {
    return at(System.nanoTime());
  }

  /** The history's time at a value of {@link System#nanoTime}. */
  long at(long nanoTime) {
    return nanoTime - origin;
  }

  /** Before an operation is sent. */
  void begin(Operation operation) {
    if (operation.isReadOnly() || over) {
      return;
    }
    pending.put(operation.id(), operation);
    write(lines -> lines.invoked(operation));
  }

  /** After an operation has ended, unless the history was taken already. */
  void end(Operation operation) {
    if (over) {
      return;
    }
    ending.readLock().lock();
    try {
      if (!operation.isReadOnly() && pending.remove(operation.id()) == null) {
        return;
      }
      ended.add(operation);
    } finally {
      ending.readLock().unlock();
    }
    tally.count(operation);
    write(lines -> lines.completed(operation));
  }

  /**
   * What has happened; nothing is added any more. Of operations that still wait for their answer,
   * those that change something are unknown from now on, and the others are left out.
   */
  public History history() {
    over = true;
    for (Operation waiting : List.copyOf(pending.values())) {
      if (pending.remove(waiting.id()) != null) {
        ended.add(waiting);
        tally.count(waiting);
      }
    }
    return History.of(new ArrayList<>(ended));
  }

  /** What has happened until now; what still waits for its answer may learn it yet. */
  public History soFar() {
    ending.writeLock().lock();
    try {
      // nobody can have seen what begins meanwhile and tell
      List<Operation> all = new ArrayList<>(pending.values());
      all.addAll(ended);
      return History.of(all);
    } finally {
      ending.writeLock().unlock();
    }
  }

  /** What is noted in the file. */
  private interface Line {
    void write(HistoryWriter file) throws IOException;
  }

  private void write(Line line) {
    if (file == null) {
      return;
    }
    try {
      line.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
