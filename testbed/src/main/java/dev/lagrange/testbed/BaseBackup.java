package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies the data directory of a running primary, as pg_basebackup would; the history it needs is
 * streamed later.
 */
final class BaseBackup {
  // the server's own list is in its manual, "Backing Up the Data Directory"; pg_wal and global are
  // treated apart
  private static final Set<String> LEFT_OUT =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "standby.signal",
          "postgresql.conf",
          "global");

  private static final List<String> MADE_EMPTY =
      List.of(
          "pg_wal/archive_status",
          "pg_wal/summaries",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private BaseBackup() {}

  static void take(Connection primary, Path source, Path target, Sandbox sandbox)
      throws SQLException, IOException {
    sandbox.makeFolder(target);
    Shell.run(List.of("chmod", "700", target.toString()));
    try (Statement statement = primary.createStatement()) {
      statement.execute("SELECT pg_backup_start('testbed', fast => true)");
      copy(entries(source), target);
      // the control file last: it must not be older than any page copied
      copy(List.of(source.resolve("global").toString()), target);
      try (ResultSet backup =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        backup.next();
        sandbox.handOver(Files.writeString(target.resolve("backup_label"), backup.getString(1)));
      }
    }
    for (String folder : MADE_EMPTY) {
      sandbox.makeFolder(target.resolve(folder).getParent());
      sandbox.makeFolder(target.resolve(folder));
    }
  }

  private static List<String> entries(Path source) throws IOException {
    try (Stream<Path> entries = Files.list(source)) {
      return entries
          .filter(entry -> !LEFT_OUT.contains(entry.getFileName().toString()))
          .map(Path::toString)
          .toList();
    }
  }

  /** Copies while the server runs: what it deletes meanwhile is not needed. */
  private static void copy(List<String> entries, Path target) throws IOException {
    List<String> command = new ArrayList<>(List.of("cp", "-a", "--target-directory=" + target));
    command.addAll(entries);
    Shell.Result result = Shell.start(command);
    boolean complete =
        result.status() == 0
            || result.output().lines().allMatch(line -> line.endsWith("No such file or directory"));
    if (!complete) {
      throw new IOException("The base backup failed: " + result.output());
    }
  }
}
