package dev.lagrange.control.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.FakeNode;
import dev.lagrange.control.FakeVendor;
import dev.lagrange.control.TestTicker;
import dev.lagrange.routing.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodeCatalogTest {

  private final FakeVendor cluster = new FakeVendor("a", "b");
  private final FakeNode a = cluster.node("a").primaryAt(100);
  private final TestTicker ticker = new TestTicker(0);
  private final List<Connection> asked = new ArrayList<>();

  @Test
  void asksThePrimaryAndLeavesNoConnectionOpen() throws SQLException {
    cluster.node("b").replicaAt(100, 100);
    try (ClusterMonitor monitor = cluster.monitor(FakeVendor.onDemand(), ticker)) {
      NodeCatalog catalog = new NodeCatalog(monitor, this::read);
      assertThat(catalog.read()).isSameAs(Catalog.NONE);
      assertThat(asked).singleElement().matches(NodeCatalogTest::isClosed);
    }
  }

  @Test
  void asksReplicaOnlyWhileItKnowsNothing() throws SQLException {
    a.stop();
    cluster.node("b").replicaAt(100, 100);
    try (ClusterMonitor monitor = cluster.monitor(FakeVendor.onDemand(), ticker)) {
      NodeCatalog catalog = new NodeCatalog(monitor, this::read);
      assertThat(catalog.read()).isSameAs(Catalog.NONE);
      assertThatThrownBy(catalog::read).hasMessageContaining("no primary");
      assertThat(asked).hasSize(1);
    }
  }

  private Catalog read(Connection connection) {
    asked.add(connection);
    return Catalog.NONE;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
