package dev.lagrange.control.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the servers have to say about a statement.
 *
 * @param error why it failed on the primary, where it then proves nothing; null if it ran
 * @param charges why it is no read, or what it did unannounced; empty if there is nothing
 */
record PostgresFinding(@Nullable String error, List<String> charges) {

  boolean executed() {
    return error == null;
  }

  boolean isGuilty() {
    return !charges.isEmpty();
  }
}
