package dev.lagrange.cli.proxy;

import dev.lagrange.proxy.peer.Peers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code lagrange proxy} is told of its other instances. */
public final class PeerArguments {

  @Option(
      names = "--peer-id",
      paramLabel = "ID",
      description =
          "the number of this instance, from 1 to 1023, where several stand behind one address: no"
              + " two may have the same")
  private @Nullable Integer own;

  @Option(
      names = "--peer",
      paramLabel = "ID=HOST:PORT",
      description =
          "another instance, to which requests to cancel go whose keys it gave, over TLS with"
              + " --tls-cert; give one for each")
  private List<String> others = List.of();

  /** For picocli. */
  public PeerArguments() {}

  /**
   * The instances.
   *
   * @throws IllegalArgumentException with all that is wrong with them
   */
  Peers read() {
    return Peers.of(own, others);
  }
}
