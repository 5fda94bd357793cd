package dev.lagrange.proxy.client.limit;

import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a proxy's clients.
 *
 * @param most how many there may be at a time, from their start-up message on; null for any number
 * @param idle how long one may do nothing outside of a transaction; null for ever
 * @param idleInTransaction how long within one; null for ever
 */
public record ClientLimits(
    @Nullable Integer most, @Nullable Duration idle, @Nullable Duration idleInTransaction) {

  private static final ClientLimits NONE = new ClientLimits(null, null, null);

  /** None at all. */
  public static ClientLimits none() {
    return NONE;
  }

  /** Whether there is any. */
  public boolean areThere() {
    return most != null || idle != null || idleInTransaction != null;
  }

  /** As the command's options say it. */
  @Override
  public String toString() {
    return "max-clients=%s, client-idle-timeout=%s, idle-transaction-timeout=%s"
        .formatted(most == null ? "none" : most, print(idle), print(idleInTransaction));
  }

  private static String print(@Nullable Duration limit) {
    return limit == null ? "none" : Durations.print(limit);
  }
}
