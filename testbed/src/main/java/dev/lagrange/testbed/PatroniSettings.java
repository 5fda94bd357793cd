package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configuration of one Patroni, as short-tempered as Patroni allows. */
final class PatroniSettings {
  private static final List<String> OWN = List.of("postgres", "pg_ctl", "initdb");

  /** Of those of PostgreSQL that Patroni runs, the embedded binaries have not got these. */
  private static final List<String> OTHERS = List.of("pg_controldata", "pg_isready");

  static final Program TOOLS =
      new Program(
          "pg_controldata", "pg_controldata", "lagrange.pgControldata", "LAGRANGE_PG_CONTROLDATA");

  // the least that Patroni takes for ttl and retry_timeout
  private static final String TEXT =
      """
      scope: app
      name: %1$s
      restapi:
        listen: 127.0.0.1:%4$d
        connect_address: 127.0.0.1:%4$d
      etcd3:
        host: 127.0.0.1:%5$d
      bootstrap:
        dcs:
          ttl: 20
          loop_wait: 1
          retry_timeout: 3
          postgresql:
            use_pg_rewind: false
            parameters:
              wal_keep_size: 512MB
      postgresql:
        listen: 127.0.0.1:%3$d
        connect_address: 127.0.0.1:%3$d
        data_dir: %2$s/data
        bin_dir: %2$s/bin
        pgpass: %2$s/pgpass
        authentication:
          superuser: {username: %6$s, password: %7$s}
          replication: {username: %6$s, password: %7$s}
        parameters:
          unix_socket_directories: ''
          shared_buffers: 32MB
          shared_memory_type: mmap
          dynamic_shared_memory_type: sysv
          io_method: sync
          fsync: 'off'
          wal_retrieve_retry_interval: 100ms
          scram_iterations: 1
      tags: {%8$s}
      """;

  private PatroniSettings() {}

  static String of(String name, Path folder, int port, int apiPort, int etcdPort, String tags) {
    return TEXT.formatted(
        name,
        folder,
        port,
        apiPort,
        etcdPort,
        PostgresCluster.SUPERUSER,
        PostgresCluster.SUPERUSER_PASSWORD,
        tags);
  }

  /** Puts the programs that Patroni runs into one folder, as it wants them. */
  static void linkPrograms(Path folder, Binaries binaries) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("bin"));
    for (String program : OWN) {
      Files.createSymbolicLink(programs.resolve(program), Path.of(binaries.program(program)));
    }
    Path tool = TOOLS.find().orElseThrow(() -> new IOException(TOOLS.notFound()));
    for (String program : OTHERS) {
      Files.createSymbolicLink(programs.resolve(program), tool.resolveSibling(program));
    }
  }
}
