package dev.lagrange.driver.node;

import dev.lagrange.codegen.check.ForwardingAssert;
import dev.lagrange.control.Stamp;
import java.sql.Connection;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every call of a stamped connection reaches the driver's own, with its arguments as they are. */
final class StampedConnectionTest {

  @Test
  void everyMethodIsForwarded() {
    ForwardingAssert.assertForwards(
        Connection.class,
        connection ->
            new DelegatingStampedConnection(
                connection, new Stamp(null, false), 0, new OpenConnections()),
        Set.of("unwrap", "isWrapperFor"));
  }
}
