package dev.lagrange.proxy.clients;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.testbed.NodeJs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The clients of Node.js that the tests run, and their scripts. */
final class NodePackages {
  private static final List<String> PACKAGES =
      List.of("pg@8.23.1", "pg-cursor@2.22.1", "pg-query-stream@4.17.0", "postgres@3.4.9");

  private NodePackages() {}

  /**
   * Node.js with the clients; the test is skipped where there is none, or no registry to have the
   * clients from.
   */
  static NodeJs installed() {
    assumeTrue(NodeJs.isFound(), NodeJs::notFound);
    try {
      return NodeJs.with(Path.of("target", "node").toAbsolutePath(), PACKAGES);
    } catch (IOException e) {
      return abort("npm cannot install " + PACKAGES + ": " + e.getMessage());
    }
  }

  /** A script that lies beside this class. */
  static Path script(String name) {
    URL found = NodePackages.class.getResource(name);
    try {
      return Path.of(Objects.requireNonNull(found, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
