package dev.lagrange.verifier.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One change of a source file. Immutable.
 *
 * @param file the file, from the root of the repository
 * @param find a text that occurs in it exactly once
 * @param replacement what stands there instead
 */
record Edit(String file, String find, String replacement) {

  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("..");

  /** The file as it is. */
  static String source(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /**
   * The source with the change made.
   *
   * @throws IllegalStateException if there is not exactly one place to make it: the code went on,
   *     and the mutation has to follow
   */
  String applyTo(String source) {
    int at = source.indexOf(find);
    if (at < 0 || source.indexOf(find, at + 1) >= 0) {
      throw new IllegalStateException(
          (at < 0 ? "Not found in " : "Found more than once in ")
              + file
              + ", so that this mutation proves nothing; find the place where the mechanism is now:"
              + System.lineSeparator()
              + find);
    }
    return source.substring(0, at) + replacement + source.substring(at + find.length());
  }
}
