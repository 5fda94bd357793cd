package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.option.Option;
import dev.lagrange.routing.option.OptionTable;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LagrangeDataSourceTest {

  private final LagrangeDataSource source = new LagrangeDataSource();

  private static Map<String, PropertyDescriptor> properties() throws IntrospectionException {
    return Arrays.stream(
            Introspector.getBeanInfo(LagrangeDataSource.class).getPropertyDescriptors())
        .collect(Collectors.toMap(PropertyDescriptor::getName, Function.identity()));
  }

  @Test
  void everyOptionIsAPropertyOfItsOwn()
      throws ReflectiveOperationException, IntrospectionException {
    Map<String, PropertyDescriptor> properties = properties();
    assertThat(properties).containsKeys("url", "user", "password");
    for (Option<?> option : OptionTable.all()) {
      assertThat(properties).containsKey(option.key());
      properties.get(option.key()).getWriteMethod().invoke(source, "text of " + option.key());
    }
    for (Option<?> option : OptionTable.all()) {
      assertThat(properties.get(option.key()).getReadMethod().invoke(source))
          .isEqualTo("text of " + option.key());
      assertThat(source.get(option.key())).isEqualTo("text of " + option.key());
    }
  }

  @Test
  void nullTakesAPropertyBack() {
    source.setMaxLag("10s");
    source.setMaxLag(null);
    assertThat(source.getMaxLag()).isNull();
  }

  @Test
  void allThatIsWrongIsToldByTheFirstConnection() {
    source.setUrl("jdbc:lagrange:postgresql://localhost:1/app");
    source.setMaxLag("10");
    source.setFallback("primry");
    assertThatThrownBy(source::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> {
              assertThat(refused.getSQLState()).isEqualTo("22023");
              assertThat(refused.getMessage())
                  .contains("2 problems", "Option 'maxLag'", "Option 'fallback'");
            });
  }

  @Test
  void missingUrlIsToldByTheFirstConnection() {
    assertThatThrownBy(source::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> {
              assertThat(refused.getSQLState()).isEqualTo("22023");
              assertThat(refused.getMessage()).contains("'url'");
            });
  }

  @Test
  void nothingIsKnownOfNodesBeforeTheFirstConnection() {
    assertThatThrownBy(source::nodes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("get a connection first");
  }
}
