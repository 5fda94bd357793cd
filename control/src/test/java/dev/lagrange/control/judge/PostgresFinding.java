package dev.lagrange.control.judge;

import java.util.List;

/**
 * What the servers have to say about a statement.
 *
 * @param executed whether it ran on the primary; a statement that fails there proves nothing
 * @param charges why it is no read, or what it did unannounced; empty if there is nothing
 */
record PostgresFinding(boolean executed, List<String> charges) {

  boolean isGuilty() {
    return !charges.isEmpty();
  }
}
