package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.codegen.check.DelegatedMethods;
import dev.lagrange.driver.node.StampedConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The methods that are merely delegated are in a golden file, so that a new one of JDBC's, or one
 * no longer written by hand, shows in review. Rewritten with {@code -Dlagrange.golden.write=true}.
 */
final class DelegatedMethodsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/delegated-methods.txt");

  private static final List<Class<?>> TYPES =
      List.of(
          RoutedCallableStatement.class,
          RoutedConnection.class,
          RoutedDatabaseMetaData.class,
          RoutedPreparedStatement.class,
          RoutedResultSet.class,
          RoutedStatement.class,
          StampedConnection.class);

  @Test
  void onlyThoseInTheGoldenFileAreMerelyDelegated() throws IOException {
    List<String> delegated = TYPES.stream().flatMap(DelegatedMethodsTest::linesOf).toList();
    if (Boolean.getBoolean("lagrange.golden.write")) {
      Files.write(GOLDEN, delegated);
    }
    assertThat(delegated)
        .as("rewrite with -Dlagrange.golden.write=true, then judge each changed line")
        .isEqualTo(Files.readAllLines(GOLDEN));
  }

  private static Stream<String> linesOf(Class<?> type) {
    return Stream.concat(
        Stream.of("# " + type.getSimpleName()), DelegatedMethods.of(type).stream());
  }
}
