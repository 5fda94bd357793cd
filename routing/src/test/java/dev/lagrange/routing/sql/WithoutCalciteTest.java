package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Calcite's classes are not asked for before a text is parsed, and missed by nobody then. */
final class WithoutCalciteTest {

  /** Runs among classes of its own. */
  public static final class Reading implements Function<String, String> {

    @Override
    public String apply(String sql) {
      Classification seen = new Classifier(Dialect.POSTGRESQL, 1).classify(sql);
      References references = new ReferenceReader(Dialect.POSTGRESQL).read(sql, seen);
      return seen.kind() + " " + references.tables() + " " + references.parsed();
    }
  }

  @Test
  void tokensAnswerWhereCalciteIsNotOnTheClassPath() throws Exception {
    URL[] classes = {
      location(Classifier.class), location(WithoutCalciteTest.class), location(Caffeine.class)
    };
    try (URLClassLoader bare = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Object reading =
          bare.loadClass(Reading.class.getName()).getDeclaredConstructor().newInstance();
      @SuppressWarnings("unchecked")
      Function<String, String> answer = (Function<String, String>) reading;
      assertThat(answer.apply("SELECT * FROM t")).isEqualTo("READ [t] false");
    }
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
