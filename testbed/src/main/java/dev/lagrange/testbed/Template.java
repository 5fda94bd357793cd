package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data directory as initdb leaves it, with the roles and the database of every testbed; servers
 * start from copies of it. Immutable.
 */
record Template(Path data) {

  // one statement a line: the single-user server ends a statement at the line's end; the last two
  // leave the history of initdb behind, which every copy would have to carry
  private static final String ROLES =
      """
      CREATE ROLE %s LOGIN PASSWORD '%s';
      CREATE DATABASE %s OWNER %s;
      CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE pg_monitor;
      SELECT pg_switch_wal();
      CHECKPOINT;
      """
          .formatted(
              PostgresCluster.APP_USER,
              PostgresCluster.APP_PASSWORD,
              PostgresCluster.DATABASE,
              PostgresCluster.APP_USER,
              PostgresCluster.MONITOR_USER,
              PostgresCluster.MONITOR_PASSWORD);

  private static final List<String> SERVER =
      List.of(
          "-c",
          "shared_memory_type=mmap",
          "-c",
          "dynamic_shared_memory_type=sysv",
          "-c",
          "scram_iterations=1",
          "-c",
          "wal_recycle=off");

  private static final List<String> OPTIONS =
      List.of(
          "--username=" + PostgresCluster.SUPERUSER,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
          "--no-sync",
          "--no-instructions");

  /** Finds the template in the cache, or makes it. */
  static Template in(CacheFolder cache, Binaries binaries, Sandbox sandbox) throws IOException {
    int recipe = (ROLES + SERVER + OPTIONS + PostgresCluster.SUPERUSER_PASSWORD).hashCode();
    String name = "template-" + binaries.version() + "-" + Integer.toHexString(recipe);
    return new Template(
        cache.once(name, folder -> make(folder, binaries, sandbox)).resolve("data"));
  }

  /** Makes a template of its own system identifier. */
  static Template fresh(Path folder, Binaries binaries, Sandbox sandbox) throws IOException {
    Files.createDirectory(folder);
    make(folder, binaries, sandbox);
    return new Template(folder.resolve("data"));
  }

  private static void make(Path folder, Binaries binaries, Sandbox sandbox) throws IOException {
    Path data = folder.resolve("data");
    Path log = Files.createFile(folder.resolve("log"));
    Path password =
        Files.writeString(folder.resolve("password"), PostgresCluster.SUPERUSER_PASSWORD + "\n");
    Path roles = Files.writeString(folder.resolve("roles.sql"), ROLES);
    sandbox.makeFolder(data);
    sandbox.run(
        command(
            List.of(binaries.program("initdb"), "--pgdata=" + data, "--pwfile=" + password),
            OPTIONS,
            SERVER),
        Path.of("/dev/null"),
        log);
    sandbox.run(
        command(
            List.of(binaries.program("postgres"), "--single", "-D", data.toString(), "-F"),
            SERVER,
            List.of("postgres")),
        roles,
        log);
    if (Files.readString(log).contains("ERROR:")) {
      throw new IOException("The template could not be made: " + Files.readString(log));
    }
  }

  private static List<String> command(List<String> start, List<String> options, List<String> end) {
    return Stream.of(start, options, end).flatMap(List::stream).toList();
  }
}
