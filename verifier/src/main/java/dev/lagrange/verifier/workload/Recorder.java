package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.FaultSpan;
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
  private final ReadWriteLock taking = new ReentrantReadWriteLock();
  private final Queue<FaultSpan> faults = new ConcurrentLinkedQueue<>();
  private final Tally tally = new Tally();
  private boolean over;

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
    if (operation.isReadOnly()) {
      return;
    }
    taking.readLock().lock();
    try {
      if (!over) {
        pending.put(operation.id(), operation);
        write(lines -> lines.invoked(operation));
      }
    } finally {
      taking.readLock().unlock();
    }
  }

  /** After an operation has ended, unless the history was taken already. */
  void end(Operation operation) {
    taking.readLock().lock();
    try {
      if (over) {
        return;
      }
      pending.remove(operation.id());
      ended.add(operation);
      tally.count(operation);
      write(lines -> lines.completed(operation));
    } finally {
      taking.readLock().unlock();
    }
  }

  /**
   * What has happened; nothing is added any more. Of operations that still wait for their answer,
   * those that change something are unknown from now on, and the others are left out.
   */
  public History history() {
    taking.writeLock().lock();
    try {
      over = true;
      pending.values().forEach(tally::count);
      return all();
    } finally {
      taking.writeLock().unlock();
    }
  }

  /** What has happened until now; what still waits for its answer may learn it yet. */
  public History soFar() {
    taking.writeLock().lock();
    try {
      return all();
    } finally {
      taking.writeLock().unlock();
    }
  }

  private History all() {
    List<Operation> all = new ArrayList<>(pending.values());
    all.addAll(ended);
    return History.of(all);
  }

  /** Notes what was done to the cluster. */
  public void note(FaultSpan fault) {
    faults.add(fault);
    write(lines -> lines.done(fault));
  }

  /** What was done to the cluster so far. */
  public List<FaultSpan> faults() {
    return List.copyOf(faults);
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
