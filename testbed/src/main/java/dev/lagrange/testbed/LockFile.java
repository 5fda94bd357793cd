package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Has things done one after the other by all threads of all JVMs. */
final class LockFile {

  // a file lock is held by the whole JVM, so threads need one of their own
  private static final Object ONE_THREAD = new Object();

  private LockFile() {}

  /** What is done. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Waits for others that hold the same file, which is made if it is not there. */
  static void hold(Path file, Action action) throws IOException {
    synchronized (ONE_THREAD) {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        action.run();
      }
    }
  }
}
