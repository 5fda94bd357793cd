package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client program of PostgreSQL, which the testbed does not bring along: the one that the system
 * property {@code lagrange.psql} or the environment variable {@code LAGRANGE_PSQL} names (in the
 * same way for the others), else the first on the {@code PATH}.
 */
public enum ClientProgram {
  /** The terminal. */
  PSQL("psql"),
  /** The benchmark. */
  PGBENCH("pgbench"),
  /** Writes a database as SQL, or as an archive. */
  PG_DUMP("pg_dump"),
  /** Reads an archive back. */
  PG_RESTORE("pg_restore");

  private static final int OLDEST = 18;
  private static final Pattern MAJOR = Pattern.compile("\\d+");

  private final String file;

  ClientProgram(String file) {
    this.file = file;
  }

  /**
   * Whether there is a program to start, as new as the testbed's servers: an older one refuses them
   * or knows less. Blocks while the program says its version.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public boolean isFound() {
    return program().find().filter(ClientProgram::isNewEnough).isPresent();
  }

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public String notFound() {
    return program().notFound() + "; it has to be of version " + OLDEST + " or newer";
  }

  /**
   * The program as a process to be started, with an environment in which it connects to {@link
   * PostgresCluster#DATABASE} at a port of this machine as {@link PostgresCluster#APP_USER}.
   *
   * @throws IllegalStateException if there is no program
   */
  public ProcessBuilder command(int port, String... arguments) {
    Path found = program().find().orElseThrow(() -> new IllegalStateException(notFound()));
    List<String> command = new ArrayList<>(List.of(found.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    connectTo(port, builder.environment());
    return builder;
  }

  /** The variables that clients of PostgreSQL read, and no others of that kind. */
  static void connectTo(int port, Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("PGHOST", Link.HOST);
    environment.put("PGPORT", Integer.toString(port));
    environment.put("PGDATABASE", PostgresCluster.DATABASE);
    environment.put("PGUSER", PostgresCluster.APP_USER);
    environment.put("PGPASSWORD", PostgresCluster.APP_PASSWORD);
    environment.put("PGCONNECT_TIMEOUT", "10");
    environment.put("LC_ALL", "C.UTF-8");
  }

  private static boolean isNewEnough(Path program) {
    try {
      Matcher major = MAJOR.matcher(Shell.start(List.of(program.toString(), "--version")).output());
      return major.find() && Integer.parseInt(major.group()) >= OLDEST;
    } catch (IOException e) {
      throw new UncheckedIOException(program + " does not run", e);
    }
  }

  private Program program() {
    String variable = "LAGRANGE_" + file.toUpperCase(Locale.ROOT);
    return new Program(file, file, "lagrange." + file, variable);
  }
}
