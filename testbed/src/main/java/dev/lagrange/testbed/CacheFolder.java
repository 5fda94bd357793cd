package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder in which all testbeds of one user keep what is made once (binaries, template) and
 * their running clusters. Safe for several JVMs at a time.
 */
final class CacheFolder {
  private static final String CLUSTER = "cluster-";

  private final Path folder;

  private CacheFolder(Path folder) {
    this.folder = folder;
  }

  /** Opens the folder of this user below {@code java.io.tmpdir}. */
  static CacheFolder open() throws IOException {
    String user = System.getProperty("user.name");
    Path folder =
        Path.of(System.getProperty("java.io.tmpdir"), "lagrange-testbed-" + user).toAbsolutePath();
    Files.createDirectories(folder);
    if (!Files.getOwner(folder).getName().equals(user)) {
      throw new IOException(
          folder + " belongs to another user than '" + user + "'; delete it or set java.io.tmpdir");
    }
    return new CacheFolder(folder);
  }

  /** What fills a folder. */
  @FunctionalInterface
  interface Filling {
    void fill(Path empty) throws IOException;
  }

  /**
   * Returns the folder of that name, filled by whoever comes first; others wait for it and never
   * see it half full.
   */
  Path once(String name, Filling filling) throws IOException {
    Path made = folder.resolve(name);
    if (Files.exists(made)) {
      return made;
    }
    LockFile.hold(
        folder.resolve(name + ".lock"),
        () -> {
          if (!Files.exists(made)) {
            Path making = folder.resolve(name + ".making");
            Shell.deleteTree(making);
            Files.createDirectory(making);
            filling.fill(making);
            Files.move(making, made, StandardCopyOption.ATOMIC_MOVE);
          }
        });
    return made;
  }

  /** Makes the folder of a new cluster, and deletes those whose JVM is gone. */
  Path newCluster() throws IOException {
    try (DirectoryStream<Path> clusters = Files.newDirectoryStream(folder, CLUSTER + "*")) {
      for (Path cluster : clusters) {
        if (!ownerIsAlive(cluster)) {
          Shell.deleteTree(cluster);
        }
      }
    }
    long now = System.nanoTime();
    return Files.createDirectory(
        folder.resolve(
            CLUSTER + ProcessHandle.current().pid() + "-" + Long.toUnsignedString(now, 36)));
  }

  private static boolean ownerIsAlive(Path cluster) {
    String afterPrefix = cluster.getFileName().toString().substring(CLUSTER.length());
    long pid = Long.parseLong(afterPrefix.substring(0, afterPrefix.indexOf('-')));
    return ProcessHandle.of(pid).isPresent();
  }
}
