package dev.lagrange.cli.proxy;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A proxy in a process with as little memory as the documentation advises for many clients. */
final class LimitedProxy {

  private static final List<String> LIMITS =
      List.of("-XX:+UseSerialGC", "-Xmx448m", "-XX:MaxDirectMemorySize=192m");

  /** Of connections to each server. */
  static final int POOL_SIZE = 20;

  private LimitedProxy() {}

  /** Starts one that asks nobody for a password: clients come faster so. */
  static Child start(Path folder, PostgresCluster cluster) throws IOException {
    String url = cluster.driverUrl() + "&maxPoolSize=" + POOL_SIZE + "&connectionTimeout=60s";
    return Child.start(
        folder,
        LIMITS,
        List.of("proxy", "--listen", "127.0.0.1:0", "--auth", "trust", "--url", url));
  }
}
