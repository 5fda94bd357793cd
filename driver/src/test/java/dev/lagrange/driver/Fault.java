package dev.lagrange.driver;

import dev.lagrange.testbed.PostgresNode;

/** Ways for a node to be out of reach. */
enum Fault {
  /** Its processes are gone. */
  KILLED {
    @Override
    void strike(PostgresNode node) {
      node.kill();
    }
  },
  /** Its processes do not run; its connections stay open. */
  FROZEN {
    @Override
    void strike(PostgresNode node) {
      node.freeze();
    }
  },
  /** It runs, but nothing gets through to it, and nobody says so. */
  CUT_OFF {
    @Override
    void strike(PostgresNode node) {
      node.clientLink().cut();
    }
  },
  /** It runs, but its connections are reset and new ones refused. */
  REFUSING {
    @Override
    void strike(PostgresNode node) {
      node.clientLink().refuse();
    }
  };

  abstract void strike(PostgresNode node);

  /** Undoes every fault. */
  static void heal(PostgresNode node) {
    if (node.isRunning()) {
      node.thaw();
    }
    node.clientLink().restore();
    node.start();
  }
}
