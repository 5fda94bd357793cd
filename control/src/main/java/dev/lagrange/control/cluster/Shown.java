package dev.lagrange.control.cluster;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.routing.route.RerunCause;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code SHOW lagrange.*} tells of a cluster, in rows. Stateless. */
public final class Shown {

  /** The columns of {@link #nodes}. */
  public static final List<String> NODES =
      List.of("node", "role", "health", "position", "lag", "latency");

  /** The columns of {@link #reruns}. */
  public static final List<String> RERUNS = List.of("cause", "count");

  /** The columns of {@link #store}. */
  public static final List<String> STORE = List.of("event", "count");

  private Shown() {}

  /** What is known of each node now. */
  public static List<List<@Nullable String>> nodes(Cluster cluster) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (NodeState node : cluster.monitor().view().nodes()) {
      Duration lag = node.lag();
      rows.add(
          Arrays.asList(
              node.id().value(),
              node.role().name().toLowerCase(Locale.ROOT),
              node.live() ? "up" : "down",
              node.position() == null ? null : node.position().toString(),
              lag == null ? null : lag.toMillis() + "ms",
              node.latency().toNanos() / 1000 + "us"));
    }
    return rows;
  }

  /** How often statements ran again, by cause. */
  public static List<List<@Nullable String>> reruns(Cluster cluster) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (RerunCause cause : RerunCause.values()) {
      String name = cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      rows.add(List.of(name, Long.toString(cluster.reruns().count(cause))));
    }
    return rows;
  }

  /**
   * How often something befell the token store.
   *
   * @throws SQLException 22023 if there is none
   */
  public static List<List<@Nullable String>> store(Cluster cluster) throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (StoreEvent event : StoreEvent.values()) {
      String name = event.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      rows.add(List.of(name, Long.toString(cluster.keyedSessions().count(event))));
    }
    return rows;
  }
}
