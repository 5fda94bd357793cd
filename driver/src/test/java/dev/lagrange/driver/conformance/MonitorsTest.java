package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the driver's bytecode must not have. Newer virtual machines hide that a virtual thread is
 * pinned by a monitor, so it is looked for where it cannot hide.
 */
final class MonitorsTest {

  private static final Path MAIN = Path.of("target/classes");
  private static final Path TESTS = Path.of("target/test-classes");

  private static List<String> classes(Path root, String name) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(Path::toString).filter(file -> file.endsWith(name + ".class")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytecode(List<String> files) {
    StringWriter text = new StringWriter();
    String[] arguments =
        Stream.concat(Stream.of("-c", "-p"), files.stream()).toArray(String[]::new);
    int result =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(new PrintWriter(text), new PrintWriter(text), arguments);
    assertThat(result).as(text::toString).isZero();
    return text.toString();
  }

  @Test
  @DisplayName("70: no monitor is entered, so that no virtual thread is pinned by one")
  void driverEntersNoMonitor() {
    List<String> main = classes(MAIN, "");
    assertThat(main).hasSizeGreaterThan(50);
    assertThat(bytecode(main)).doesNotContain("monitorenter").doesNotContain(" synchronized ");
  }

  @Test
  @DisplayName("70: a class that does enter one is caught")
  void monitorsAreSeen() {
    assertThat(bytecode(classes(TESTS, "MonitorsTest$Monitored")))
        .contains("monitorenter")
        .contains(" synchronized ");
  }

  @Test
  @DisplayName("73: nothing is implemented by a proxy made at run time")
  void driverMakesNoProxy() {
    assertThat(bytecode(classes(MAIN, ""))).doesNotContain("java/lang/reflect/Proxy");
  }

  /** The negative control. */
  static final class Monitored {

    private int count;

    synchronized void method() {
      count++;
    }

    int block() {
      synchronized (this) {
        return count;
      }
    }
  }
}
