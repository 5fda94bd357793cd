package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresNode;

/** A way over the network that ends at a node. */
enum Path {
  CLIENTS {
    @Override
    Link link(PostgresNode node) {
      return node.clientLink();
    }

    @Override
    String ends(PostgresNode node) {
      return "clients and " + node.name();
    }
  },
  REPLICATION {
    @Override
    Link link(PostgresNode node) {
      return node.replicationLink()
          .orElseThrow(
              () -> new IllegalStateException(node.name() + " never was a replica of anything"));
    }

    @Override
    String ends(PostgresNode node) {
      return node.name() + " and its primary";
    }
  };

  abstract Link link(PostgresNode node);

  abstract String ends(PostgresNode node);
}
