package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of where PostgreSQL timelines forked: child to (parent, switch point). A child's
 * number is greater than its parent's, so there are no cycles. Immutable.
 */
public final class TimelineHistory {

  /** Nothing known. */
  public static final TimelineHistory UNKNOWN = new TimelineHistory(new TreeMap<>());

  /** Parent, LSN, and a comment in words (PostgreSQL: {@code readTimeLineHistory}). */
  private static final Pattern LINE = Pattern.compile("(\\d{1,10})\\s+([0-9A-Fa-f/]+)(\\s.*)?");

  private final NavigableMap<Integer, Fork> forks;

  private TimelineHistory(NavigableMap<Integer, Fork> forks) {
    this.forks = forks;
  }

  /**
   * Reads a history file of the server, such as {@code 00000003.history}.
   *
   * @param timeline the timeline whose file it is; nothing in the file says so
   * @throws IllegalArgumentException if a line is malformed or timelines do not ascend
   */
  public static TimelineHistory fromHistoryFile(int timeline, String text) {
    TimelineHistory history = UNKNOWN;
    @Nullable Fork last = null;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Fork fork = parseLine(line);
      if (last != null) {
        history = history.with(fork.parent(), last.parent(), last.switchPoint());
      }
      last = fork;
    }
    return last == null ? history : history.with(timeline, last.parent(), last.switchPoint());
  }

  private static Fork parseLine(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Line "
              + Quote.of(line)
              + " of a timeline history is malformed: expected a timeline and an LSN");
    }
    return new Fork(Integer.parseInt(matcher.group(1)), Lsn.parse(matcher.group(2)));
  }

  /**
   * This history and one more fork: {@code child} left {@code parent} at {@code switchPoint}.
   *
   * @throws IllegalArgumentException if the numbers cannot be, or if the child is known to have
   *     left elsewhere: then two servers were promoted to the same timeline
   */
  public TimelineHistory with(int child, int parent, Lsn switchPoint) {
    if (parent < 1 || child <= parent) {
      throw new IllegalArgumentException(
          "Timeline "
              + child
              + " cannot have left timeline "
              + parent
              + ": timelines are positive, and a child's is greater than its parent's");
    }
    Fork fork = new Fork(parent, switchPoint);
    Fork known = forks.get(child);
    if (known == null) {
      TreeMap<Integer, Fork> more = new TreeMap<>(forks);
      more.put(child, fork);
      return new TimelineHistory(more);
    }
    if (!known.equals(fork)) {
      throw new IllegalArgumentException(
          "Timeline "
              + child
              + " left "
              + known
              + ", so it cannot have left "
              + fork
              + ": if two servers were promoted to it, rebuild one of them as a replica");
    }
    return this;
  }

  /**
   * What either history knows.
   *
   * @throws IllegalArgumentException if they contradict each other, as in {@link #with}
   */
  public TimelineHistory join(TimelineHistory other) {
    TimelineHistory joined = this;
    for (var entry : other.forks.entrySet()) {
      Fork fork = entry.getValue();
      joined = joined.with(entry.getKey(), fork.parent(), fork.switchPoint());
    }
    return joined;
  }

  /** Whether the timeline's parent and switch point are known. */
  public boolean knowsOriginOf(int timeline) {
    return forks.containsKey(timeline);
  }

  /** Where a timeline left its parent; empty if that is not known, or it is the first. */
  public Optional<Lsn> originOf(int timeline) {
    return Optional.ofNullable(forks.get(timeline)).map(Fork::switchPoint);
  }

  /** Whether one timeline is known to be a proper ancestor of the other. */
  public boolean isAncestor(int ancestor, int descendant) {
    return switchPointOf(ancestor, descendant).isPresent();
  }

  /**
   * Where the branch that leads to the descendant left the ancestor; the least switch point on the
   * way, should a later fork lie before an earlier one. Empty if the one is not known to be a
   * proper ancestor of the other.
   */
  public Optional<Lsn> switchPointOf(int ancestor, int descendant) {
    return ancestor == descendant
        ? Optional.empty()
        : trunk(ancestor, descendant).filter(t -> t.timeline() == ancestor).map(Trunk::end);
  }

  /**
   * What two timelines share; empty if they are not known to share anything. It is the bottleneck
   * of the path between them, which makes {@link Position#coveredBy} transitive.
   */
  Optional<Trunk> trunk(int one, int other) {
    Lsn end = Lsn.MAX;
    int a = one;
    int b = other;
    while (a != b) {
      // The greater number cannot be an ancestor of the smaller.
      Fork fork = forks.get(Math.max(a, b));
      if (fork == null) {
        return Optional.empty();
      }
      end = end.min(fork.switchPoint());
      if (a > b) {
        a = fork.parent();
      } else {
        b = fork.parent();
      }
    }
    return Optional.of(new Trunk(a, end));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimelineHistory history && forks.equals(history.forks);
  }

  @Override
  public int hashCode() {
    return forks.hashCode();
  }

  @Override
  public String toString() {
    return forks.toString();
  }

  /**
   * The nearest common ancestor of two timelines (or one of them) and the end of what they share.
   */
  record Trunk(int timeline, Lsn end) {}

  private record Fork(int parent, Lsn switchPoint) {
    @Override
    public String toString() {
      return "timeline " + parent + " at " + switchPoint;
    }
  }
}
