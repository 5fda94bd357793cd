package dev.lagrange.driver.connection;

import dev.lagrange.codegen.check.ForwardingAssert;
import java.sql.ResultSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every call of rows reaches the driver's own, with its arguments as they are. */
final class ForwardingTest {

  @Test
  void everyMethodOfAResultSetIsForwarded() {
    ForwardingAssert.assertForwards(
        ResultSet.class,
        rows -> new DelegatingRoutedResultSet(null, rows, false),
        Set.of("getStatement", "unwrap", "isWrapperFor"));
  }
}
