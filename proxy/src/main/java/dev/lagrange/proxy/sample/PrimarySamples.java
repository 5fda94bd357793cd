package dev.lagrange.proxy.sample;

import dev.lagrange.control.PositionSource;
import dev.lagrange.control.cluster.AtHand;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each event loop knows without waiting: it asks the primary itself, as the monitor's user.
 * Thread-safe; what is of one loop belongs to it.
 */
public final class PrimarySamples {

  private final Map<EventLoop, AtHand> ofLoops = new HashMap<>();

  /** None yet; a loop connects when it first has something to ask. */
  public PrimarySamples(
      Cluster cluster, Backends backends, String database, List<EventLoop> loops) {
    BackendKey key = key(cluster.options(), database);
    for (EventLoop loop : loops) {
      PositionSource source =
          key == null
              ? cluster.monitor()
              : new LoopSamples(
                  cluster.monitor(),
                  cluster.ticker(),
                  backends,
                  loop,
                  key,
                  cluster.options().get(OptionTable.PROBE_TIMEOUT));
      ofLoops.put(loop, cluster.atHand(source));
    }
  }

  /** As the monitor logs in; null if that is not by a password that is known. */
  private static @Nullable BackendKey key(Options options, String database) {
    Map<String, String> passed = options.passedThrough();
    String user = options.find(OptionTable.MONITOR_USER).orElse(passed.get("user"));
    String password = options.find(OptionTable.MONITOR_PASSWORD).orElse(passed.get("password"));
    if (user == null || password == null) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", user);
    parameters.put("database", database);
    parameters.put("application_name", "lagrange-monitor");
    parameters.put("client_encoding", "UTF8"); // whatever the role begins with
    return new BackendKey(parameters, Credential.ofPassword(password));
  }

  /** What a loop knows. */
  public AtHand of(EventLoop loop) {
    AtHand known = ofLoops.get(loop);
    if (known == null) {
      throw new IllegalArgumentException("not one of the proxy's event loops: " + loop);
    }
    return known;
  }
}
