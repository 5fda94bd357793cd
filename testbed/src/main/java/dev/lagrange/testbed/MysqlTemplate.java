package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A data directory as {@code mysqld --initialize} leaves it, with the users and the schema of every
 * testbed; servers start from copies of it. Immutable.
 */
record MysqlTemplate(Path data) {

  private static final String USERS =
      """
      CREATE DATABASE %s;
      CREATE USER '%s'@'%%' IDENTIFIED BY '%s';
      GRANT ALL ON %s.* TO '%s'@'%%';
      CREATE USER '%s'@'%%' IDENTIFIED BY '%s';
      GRANT REPLICATION SLAVE ON *.* TO '%s'@'%%';
      """
          .formatted(
              MysqlServer.DATABASE,
              MysqlServer.APP_USER,
              MysqlServer.APP_PASSWORD,
              MysqlServer.DATABASE,
              MysqlServer.APP_USER,
              MysqlServer.REPLICATION_USER,
              MysqlServer.REPLICATION_PASSWORD,
              MysqlServer.REPLICATION_USER);

  // without a binary log, so that the history of every copy is empty
  private static final List<String> OPTIONS =
      List.of("--initialize-insecure", "--skip-log-bin", "--innodb-flush-method=nosync");

  /** Finds the template in the cache, or makes it, which takes some seconds. */
  static MysqlTemplate in(CacheFolder cache, MysqlBinary binary, Sandbox sandbox)
      throws IOException {
    String recipe = Integer.toHexString((USERS + OPTIONS).hashCode());
    String name = "mysql-template-" + binary.version() + "-" + recipe;
    return new MysqlTemplate(
        cache.once(name, folder -> make(folder, binary, sandbox)).resolve("data"));
  }

  /** Copies it; the copy becomes a server of its own identity. */
  void copyTo(Path folder) throws IOException {
    Shell.copyTree(data, folder);
    Files.deleteIfExists(folder.resolve("auto.cnf"));
  }

  private static void make(Path folder, MysqlBinary binary, Sandbox sandbox) throws IOException {
    Path data = folder.resolve("data");
    Path log = Files.createFile(folder.resolve("log"));
    Path users = Files.writeString(folder.resolve("users.sql"), USERS);
    sandbox.makeFolder(data);
    List<String> command = binary.command(OPTIONS);
    command.addAll(List.of("--datadir=" + data, "--init-file=" + users));
    sandbox.run(command, Path.of("/dev/null"), log);
  }
}
