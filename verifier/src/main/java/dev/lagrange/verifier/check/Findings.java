package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the checkers found: for each guarantee and level, how many operations were held to it, how
 * many broke it, and the first few counterexamples. Not thread-safe.
 */
public final class Findings {

  private static final int EXAMPLES = 5;

  /** A guarantee, and the level of the operations that were held to it. */
  public record Subject(Guarantee guarantee, Consistency level) {

    /** Whether the level promises the guarantee. */
    public boolean isPromised() {
      return Guarantee.of(level).contains(guarantee);
    }
  }

  /** How often something was looked at, and how often it was broken. */
  public static final class Count {
    private long checked;
    private long broken;
    private long undecided;
    private final List<Violation> examples = new ArrayList<>();

    private Count() {}

    /** How many operations were held to the guarantee. */
    public long checked() {
      return checked;
    }

    /** How many of them broke it. */
    public long broken() {
      return broken;
    }

    /**
     * How many should have been held to it, but could not be judged; they are not among the
     * checked.
     */
    public long undecided() {
      return undecided;
    }

    /** The first few counterexamples. */
    public List<Violation> examples() {
      return List.copyOf(examples);
    }
  }

  private final Map<Subject, Count> counts = new LinkedHashMap<>();
  private final Map<Guarantee, Set<Long>> breakers = new EnumMap<>(Guarantee.class);

  /** Nothing found yet. */
  public Findings() {}

  /** Notes that an operation is held to a guarantee. */
  public void checked(Guarantee guarantee, Consistency level) {
    count(guarantee, level).checked++;
  }

  /** Notes that an operation should have been held to a guarantee, but could not be judged. */
  public void undecided(Guarantee guarantee, Consistency level) {
    count(guarantee, level).undecided++;
  }

  /**
   * Notes that an operation should have been held to a guarantee, but that it could not be judged.
   * Of one that is known to break it nothing is open.
   */
  void undecided(Guarantee guarantee, Operation operation) {
    if (breakers.getOrDefault(guarantee, Set.of()).contains(operation.id())) {
      checked(guarantee, operation.level());
    } else {
      undecided(guarantee, operation.level());
    }
  }

  /**
   * Notes that the last of these operations broke a guarantee that it was held to. An operation
   * breaks a guarantee once, however many of its accesses do.
   */
  public void broken(Guarantee guarantee, String sentence, List<Operation> witnesses) {
    Operation culprit = witnesses.get(witnesses.size() - 1);
    Consistency level = culprit.level();
    if (!breakers.computeIfAbsent(guarantee, any -> new HashSet<>()).add(culprit.id())) {
      return;
    }
    Count count = count(guarantee, level);
    count.broken++;
    if (count.examples.size() < EXAMPLES) {
      count.examples.add(new Violation(guarantee, level, sentence, witnesses));
    }
  }

  private Count count(Guarantee guarantee, Consistency level) {
    return counts.computeIfAbsent(new Subject(guarantee, level), subject -> new Count());
  }

  /** What was looked at. */
  public Map<Subject, Count> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** What was found on one guarantee at one level; null if nothing was held to it. */
  public @Nullable Count on(Guarantee guarantee, Consistency level) {
    return counts.get(new Subject(guarantee, level));
  }

  /** The guarantees that were broken although the level promises them. */
  public Set<Subject> brokenPromises() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().broken > 0 && entry.getKey().isPromised())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }
}
