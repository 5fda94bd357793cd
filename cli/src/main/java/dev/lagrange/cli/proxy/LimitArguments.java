package dev.lagrange.cli.proxy;

import dev.lagrange.cli.DurationConverter;
import dev.lagrange.cli.DurationRange;
import dev.lagrange.proxy.client.limit.ClientLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code lagrange proxy} is told of the limits of its clients. */
public final class LimitArguments {

  private static final int MOST = 1_000_000;
  private static final DurationRange TIMEOUTS =
      new DurationRange(Duration.ofSeconds(1), Duration.ofDays(30));

  @Option(
      names = "--max-clients",
      paramLabel = "N",
      description =
          "how many clients there may be at a time, of all databases, logins under way included, as"
              + " PgBouncer's max_client_conn; others are refused with 53300 (default: any number)")
  private @Nullable Integer most;

  @Option(
      names = "--client-idle-timeout",
      paramLabel = "TIME",
      description =
          "how long a client may do nothing outside of a transaction before it is sent away with"
              + " 57P05, LISTEN included, as PgBouncer's client_idle_timeout (default: for ever)",
      converter = DurationConverter.class)
  private @Nullable Duration idle;

  @Option(
      names = "--idle-transaction-timeout",
      paramLabel = "TIME",
      description =
          "how long within a transaction, which is undone then, with 25P03, as PgBouncer's"
              + " idle_transaction_timeout (default: for ever)",
      converter = DurationConverter.class)
  private @Nullable Duration idleInTransaction;

  /** For picocli. */
  public LimitArguments() {}

  /**
   * The limits.
   *
   * @throws IllegalArgumentException with all that is wrong with them
   */
  ClientLimits read() {
    List<String> problems = new ArrayList<>();
    Integer number = most;
    if (number != null && (number < 1 || number > MOST)) {
      problems.add(
          "--max-clients must be between 1 and %d, not %d: leave it out for any number"
              .formatted(MOST, number));
    }
    check("--client-idle-timeout", idle, problems);
    check("--idle-transaction-timeout", idleInTransaction, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new ClientLimits(number, idle, idleInTransaction);
  }

  private static void check(String option, @Nullable Duration given, List<String> problems) {
    String problem = given == null ? null : TIMEOUTS.problem(option, given);
    if (problem != null) {
      problems.add(problem + ": leave it out for no limit");
    }
  }
}
