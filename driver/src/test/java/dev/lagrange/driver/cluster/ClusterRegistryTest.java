package dev.lagrange.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.FakeVendor;
import dev.lagrange.control.TestTicker;
import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterRegistryTest {

  private static final Duration LINGER = Duration.ofSeconds(10);

  private final FakeVendor vendor = new FakeVendor("a", "b");
  private final TestTicker ticker = new TestTicker(0);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final ClusterRegistry registry =
      new ClusterRegistry(new Vendors(List.of(vendor)), ticker, later::add);

  @BeforeEach
  void start() {
    vendor.node("a").primaryAt(100);
    vendor.node("b").replicaAt(100, 100);
  }

  @AfterEach
  void closeAll() {
    ticker.advance(LINGER);
    later.forEach(Runnable::run);
  }

  @Test
  void clusterIsWarmForAWhileAfterItsLastUse() throws SQLException {
    Cluster first = usedOnce();
    ticker.advance(LINGER.minusSeconds(1));
    assertThat(usedOnce()).isSameAs(first);
    ticker.advance(Duration.ofSeconds(1));
    later.remove().run(); // the end of the first use is long enough ago, that of the last is not
    assertThat(usedOnce()).isSameAs(first);
  }

  @Test
  void clusterThatNobodyUsedForAWhileIsClosed() throws SQLException {
    Cluster first = usedOnce();
    ticker.advance(LINGER);
    later.remove().run();
    assertThat(usedOnce()).isNotSameAs(first);
  }

  @Test
  void clusterInUseIsNotClosed() throws SQLException {
    Cluster first = usedOnce();
    ClusterRegistry.Use use = use();
    ticker.advance(LINGER.multipliedBy(2));
    later.remove().run();
    assertThat(usedOnce()).isSameAs(first);
    use.release();
  }

  @Test
  void emptyLoginOfAPoolLeavesTheUrlsInForce() throws SQLException {
    ClusterUrl url =
        Vendors.parse("jdbc:lagrange:" + vendor.name() + "://a,b/app?user=app&password=secret");
    Options own = registry.options(url, Map.of());

    assertThat(registry.options(url, Map.of("user", "", "password", ""))).isEqualTo(own);
    assertThat(registry.options(url, Map.of("user", "other"))).isNotEqualTo(own);
  }

  private Cluster usedOnce() throws SQLException {
    ClusterRegistry.Use use = use();
    use.release();
    return use.cluster();
  }

  private ClusterRegistry.Use use() throws SQLException {
    return registry.use(vendor.url(), FakeVendor.onDemand(), RoutingListener.NONE);
  }
}
