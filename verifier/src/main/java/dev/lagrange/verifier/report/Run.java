package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.history.FaultSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was run, and against what. Immutable.
 *
 * @param target the JDBC URL, of which passwords are masked here, or "embedded cluster"
 * @param levels what reads were promised, in the order in which the user named them
 * @param scope whose writes a session covers; null if whatever routes knows no scopes
 * @param duration how long it was to run
 * @param sessions how many sessions there were
 * @param workloads the names of the workloads
 * @param seed what made it up; the same seed makes the same operations and faults
 * @param faults what was done to the cluster, in order
 * @param startedAt the wall-clock time at which the history's clock was 0
 * @param server the version of the server, as it says itself
 * @param lagrange the version of this program
 */
public record Run(
    String target,
    List<Consistency> levels,
    @Nullable SessionScope scope,
    Duration duration,
    int sessions,
    List<String> workloads,
    long seed,
    List<FaultSpan> faults,
    Instant startedAt,
    String server,
    String lagrange) {

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;][^=&;]*(?:password|passwd|secret)[^=&;]*=)[^&;]*");
  private static final Pattern USER_INFO = Pattern.compile("(//[^/?#@:]*:)[^/?#@]*(?=@)");

  /** Copies the lists and masks passwords. */
  public Run {
    target = masked(target);
    levels = List.copyOf(levels);
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
  }

  private static String masked(String url) {
    String parameters = PARAMETER.matcher(url).replaceAll("$1***");
    return USER_INFO.matcher(parameters).replaceAll("$1***");
  }

  /** What was done to the cluster between two times of the history's clock, both included. */
  public List<FaultSpan> faultsBetween(long from, long to) {
    return faults.stream().filter(fault -> fault.isActive(from, to)).toList();
  }
}
