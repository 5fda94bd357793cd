package dev.lagrange.codegen.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The methods that a generated class merely delegates, to be compared with a golden file: a new
 * method of an interface, or one no longer written by hand, then shows in review. For tests.
 */
public final class DelegatedMethods {

  private DelegatedMethods() {}

  /**
   * Returns lines such as {@code ResultSet.getInt(int)}, in alphabetical order; methods whose
   * result is wrapped or whose call is kept are not among them.
   *
   * @param type the abstract class, marked {@link dev.lagrange.codegen.Delegating}
   * @throws IllegalArgumentException if nothing was generated for {@code type}
   */
  public static List<String> of(Class<?> type) {
    String resource = "/" + resourceOf(type.getName());
    try (InputStream stream = type.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException(
            "No resource " + resource + ": was " + type + " marked?");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the path of the list, relative to the root of the class path.
   *
   * @param className the qualified name of the abstract class
   */
  public static String resourceOf(String className) {
    return "META-INF/lagrange/delegated-methods/" + className + ".txt";
  }
}
