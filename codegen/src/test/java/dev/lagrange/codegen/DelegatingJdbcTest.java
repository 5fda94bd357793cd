package dev.lagrange.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.codegen.check.DelegatedMethods;
import dev.lagrange.codegen.check.ForwardingAssert;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wide interfaces of JDBC, with no more written by hand than must be. */
class DelegatingJdbcTest {

  @TempDir Path output;

  @ParameterizedTest
  @ValueSource(
      classes = {
        Statement.class,
        PreparedStatement.class,
        CallableStatement.class,
        ResultSet.class
      })
  <T> void everyMethodIsForwarded(Class<T> type) {
    assertForwardsWith(type, "", Set.of());
  }

  @Test
  void connectionNeedsOnlyItsClientInfoWritten() {
    assertForwardsWith(
        Connection.class,
        """
        @Override public void setClientInfo(String name, String value) {}
        @Override public void setClientInfo(Properties properties) {}
        """,
        Set.of("setClientInfo"));
  }

  @Test
  void metaDataNeedsOnlyItsDriverVersionWritten() {
    assertForwardsWith(
        DatabaseMetaData.class,
        """
        @Override public int getDriverMajorVersion() { return 0; }
        @Override public int getDriverMinorVersion() { return 0; }
        """,
        Set.of("getDriverMajorVersion", "getDriverMinorVersion"));
  }

  @Test
  void methodThatMayNotThrowWhatDelegateThrowsIsAnError() {
    Compilation compiled = Compilation.of(output, routed(Connection.class, ""));

    assertThat(compiled.messages())
        .contains(
            "@Delegating Routed cannot delegate setClientInfo(String, String): delegate throws"
                + " java.sql.SQLException, which it may not; write it by hand")
        .contains("cannot delegate setClientInfo(Properties)");
  }

  private <T> void assertForwardsWith(Class<T> type, String written, Set<String> names) {
    Compilation compiled = Compilation.of(output, routed(type, written));

    ForwardingAssert.assertForwards(type, delegate -> wrap(compiled, type, delegate), names);
    long overloads =
        Stream.of(type.getMethods()).filter(method -> names.contains(method.getName())).count();
    assertThat(DelegatedMethods.of(compiled.load("Routed")))
        .hasSize(type.getMethods().length - (int) overloads)
        .contains("Wrapper.unwrap(Class)")
        .isSorted();
  }

  private static String routed(Class<?> type, String body) {
    return """
        @Delegating
        abstract class Routed implements %1$s {
          private final %1$s rows;

          Routed(%1$s rows) {
            this.rows = rows;
          }

          %1$s delegate() throws SQLException {
            if (rows == null) throw new SQLException("closed");
            return rows;
          }
          %2$s
        }
        """
        .formatted(type.getSimpleName(), body);
  }

  private static <T> T wrap(Compilation compiled, Class<T> type, T delegate) {
    try {
      Constructor<?> constructor = compiled.load("DelegatingRouted").getDeclaredConstructor(type);
      constructor.setAccessible(true);
      return type.cast(constructor.newInstance(delegate));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
