package dev.lagrange.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code mysqld} of this machine. Immutable. */
record MysqlBinary(Path program, String version) {

  static final Program PROGRAM =
      new Program("MySQL server", "mysqld", "lagrange.mysqld", "LAGRANGE_MYSQLD");

  private static final Pattern VERSION = Pattern.compile("Ver ([0-9][0-9A-Za-z.-]*)");

  /**
   * Finds the program: the one that was named, else the first on the path. MariaDB's does not
   * count.
   *
   * @throws IllegalStateException if one was named that does not run
   */
  static Optional<MysqlBinary> find() {
    Optional<Path> named = PROGRAM.named();
    if (named.isPresent()) {
      return Optional.of(
          at(named.get())
              .orElseThrow(
                  () -> new IllegalStateException("No MySQL server is at " + named.get())));
    }
    return PROGRAM.onPath().flatMap(program -> at(program).stream()).findFirst();
  }

  /** The command that runs it with these options, and with no option file. */
  List<String> command(List<String> options) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (!isScript()) {
      command.add("--no-defaults");
    }
    command.addAll(options);
    return command;
  }

  private static Optional<MysqlBinary> at(Path program) {
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    try {
      Shell.Result asked = Shell.start(List.of(program.toString(), "--version"));
      Matcher version = VERSION.matcher(asked.output());
      return version.find() && !version.group(1).contains("MariaDB")
          ? Optional.of(new MysqlBinary(program, version.group(1)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(program + " cannot be run: " + e.getMessage(), e);
    }
  }

  // a script around the program has options of its own, and --no-defaults must be the first of all
  private boolean isScript() {
    try (InputStream file = Files.newInputStream(program)) {
      return new String(file.readNBytes(2), UTF_8).equals("#!");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
