package dev.lagrange.cli.proxy.config;

import dev.lagrange.control.policy.PolicyFile;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.spelling.Quote;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Where the files are that a file names: relative to its folder. Immutable. */
final class Locations {

  /** Options of clusters that name files. */
  private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");

  private final Path folder;

  Locations(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file.toAbsolutePath() : parent;
  }

  /**
   * A file.
   *
   * @throws IllegalArgumentException if no file can have that name
   */
  Path of(String path) {
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no file can be named " + Quote.of(path), e);
    }
  }

  /**
   * The value of a cluster's option.
   *
   * @throws IllegalArgumentException if no file can have the name that it is
   */
  String value(String option, String value) {
    if (FILES.contains(option)) {
      return of(value).toString();
    }
    return option.equals(OptionTable.POLICY.key()) ? PolicyFile.from(folder, value) : value;
  }
}
