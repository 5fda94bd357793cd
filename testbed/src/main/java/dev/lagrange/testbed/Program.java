package dev.lagrange.testbed;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program that the testbed does not bring along: the file that a system property or an
 * environment variable names, else one on the {@code PATH}. Immutable.
 *
 * @param title what it is, for people: {@code HAProxy}
 * @param file its name on the path
 * @param property the system property that may name its file
 * @param variable the environment variable that may, if the property does not
 */
record Program(String title, String file, String property, String variable) {

  /** Why a test that needs it is skipped, and what to do about it. */
  String notFound() {
    return "No %s: set the system property %s or the environment variable %s to the file %s, or put %s on the PATH"
        .formatted(title, property, variable, file, file);
  }

  /**
   * Finds the file.
   *
   * @throws IllegalStateException if one is named that cannot be executed
   */
  Optional<Path> find() {
    Optional<Path> named = named();
    if (named.isPresent() && !Files.isExecutable(named.get())) {
      throw new IllegalStateException(
          "%s is to be the program of %s, but is no executable file; correct %s or %s"
              .formatted(named.get(), title, property, variable));
    }
    return named.or(() -> onPath().filter(Files::isExecutable).findFirst());
  }

  /**
   * The file.
   *
   * @throws IllegalStateException if there is none, or one is named that cannot be executed
   */
  Path require() {
    return find().orElseThrow(() -> new IllegalStateException(notFound()));
  }

  /** The file that was named, whether there is one or not. */
  Optional<Path> named() {
    return Stream.of(System.getProperty(property, ""), environment(variable))
        .filter(name -> !name.isBlank())
        .map(name -> Path.of(name).toAbsolutePath())
        .findFirst();
  }

  /** Where it could be on the path, in order. */
  Stream<Path> onPath() {
    return Arrays.stream(environment("PATH").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, file).toAbsolutePath());
  }

  private static String environment(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
