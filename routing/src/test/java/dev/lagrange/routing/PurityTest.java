package dev.lagrange.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module performs no I/O, starts no thread, reads no clock and draws no randomness. */
final class PurityTest {

  private static final Path SOURCES = Path.of("src/main/java");

  private static final Pattern IMPURE =
      Pattern.compile(
          "System\\.(nanoTime|currentTimeMillis|getenv|getProperty)|Instant\\.now|Clock\\."
              + "|new Thread|Executor|ThreadLocal|CompletableFuture|java\\.util\\.Random"
              + "|SecureRandom|Math\\.random|UUID\\.randomUUID|java\\.net\\.(?!URL(De|En)coder|URI;|URISyntax)|java\\.nio\\.file"
              + "|java\\.sql\\.(Connection|DriverManager|Statement)|org\\.slf4j");

  @Test
  void noSourceOfTheModuleTouchesTheWorld() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(50);
      for (Path source : sources) {
        assertThat(IMPURE.matcher(Files.readString(source)).results().map(match -> match.group()))
            .as(source.toString())
            .isEmpty();
      }
    }
  }

  @Test
  void theCheckWouldSeeAClock() {
    assertThat(IMPURE.matcher("long now = System.nanoTime();").find()).isTrue();
  }
}
