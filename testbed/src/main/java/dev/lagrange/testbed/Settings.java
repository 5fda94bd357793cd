package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of one server: all of its {@code postgresql.conf}, which is written anew at every
 * change. Not thread-safe.
 */
final class Settings {
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("max_connections", "200"),
          Map.entry("shared_buffers", "32MB"),
          // System V segments end with the IPC namespace; files in /dev/shm would survive a kill
          Map.entry("shared_memory_type", "mmap"),
          Map.entry("dynamic_shared_memory_type", "sysv"),
          Map.entry("io_method", "sync"),
          Map.entry("wal_level", "replica"),
          Map.entry("hot_standby", "on"),
          Map.entry("max_prepared_transactions", "50"),
          // a replica that was away for long finds its history still there
          Map.entry("wal_keep_size", "512MB"),
          Map.entry("min_wal_size", "32MB"),
          // the default of 5 s would be the time of every start and reconnection
          Map.entry("wal_retrieve_retry_interval", "100ms"),
          Map.entry("scram_iterations", "1"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  private final Map<String, String> values = new TreeMap<>(COMMON);

  void set(String name, String value) {
    values.put(name, value);
  }

  void setAll(Map<String, String> settings) {
    values.putAll(settings);
  }

  /** Replaces the file at once, so that a server which reloads never reads half of it. */
  void write(Path data) throws IOException {
    String text =
        values.entrySet().stream()
            .map(
                setting ->
                    setting.getKey() + " = '" + setting.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining());
    Path written = Files.writeString(data.resolve("postgresql.conf.new"), text);
    Files.move(written, data.resolve("postgresql.conf"), StandardCopyOption.ATOMIC_MOVE);
  }
}
