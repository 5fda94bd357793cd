package dev.lagrange.cli.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel tells of a process. */
final class ProcFiles {

  private ProcFiles() {}

  /** A line of its status that is in KiB, such as VmRSS. */
  static long kibibytes(long pid, String what) throws IOException {
    return status(pid, what);
  }

  /** How many threads it has. */
  static long threads(long pid) throws IOException {
    return status(pid, "Threads");
  }

  private static long status(long pid, String what) throws IOException {
    return number(Path.of("/proc/" + pid + "/status"), what + ":", 1);
  }

  /** How many files it has open, sockets among them. */
  static long openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    }
  }

  /** How many files this process, and who it starts, may open. */
  static long mostOpenFiles() throws IOException {
    return number(Path.of("/proc/self/limits"), "Max open files", 3);
  }

  private static long number(Path file, String begins, int column) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      if (line.startsWith(begins)) {
        return Long.parseLong(line.split("\\s+", -1)[column]);
      }
    }
    throw new IOException(file + " does not tell " + begins);
  }
}
