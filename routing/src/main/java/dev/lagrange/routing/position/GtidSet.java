package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL position: a set of global transaction identifiers, that is, for each source the numbers
 * of its transactions. A version vector: the order is inclusion. Immutable.
 */
public final class GtidSet implements Position {

  static final char KIND = 'g';

  /** No transaction. */
  public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

  /** No empty value, never changed once it is here. */
  private final NavigableMap<GtidSource, IntervalSet> numbers;

  private GtidSet(NavigableMap<GtidSource, IntervalSet> numbers) {
    this.numbers = numbers;
  }

  /**
   * Reads the server's form, {@code uuid[:tag]:1-5:7,…}: in either case, with white space between
   * its parts, intervals in any order; a tag holds for what follows it up to the next tag or comma.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static GtidSet parse(String text) {
    Map<GtidSource, List<Interval>> numbers = new TreeMap<>();
    for (String element : text.split(",", -1)) {
      if (!element.isBlank()) {
        parseElement(element.strip(), numbers);
      }
    }
    return of(numbers);
  }

  private static void parseElement(String element, Map<GtidSource, List<Interval>> numbers) {
    String[] parts = element.split(":", -1);
    UUID server = GtidSource.parseServer(parts[0].strip());
    GtidSource source = GtidSource.of(server, "");
    boolean complete = false;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      complete = !GtidSource.isTag(part);
      if (complete) {
        numbers.computeIfAbsent(source, any -> new ArrayList<>()).add(Interval.parse(part));
      } else {
        source = GtidSource.of(server, part);
      }
    }
    if (!complete) {
      throw new IllegalArgumentException(
          Quote.of(element) + " names no transactions; expected uuid:1-5 or uuid:tag:1-5");
    }
  }

  private static GtidSet of(Map<GtidSource, List<Interval>> numbers) {
    TreeMap<GtidSource, IntervalSet> sets = new TreeMap<>();
    numbers.forEach((source, intervals) -> sets.put(source, IntervalSet.of(intervals)));
    return new GtidSet(sets);
  }

  /** Whether every transaction of the other set is in this one. */
  public boolean contains(GtidSet other) {
    return other.numbers.entrySet().stream()
        .allMatch(
            entry -> {
              IntervalSet own = numbers.get(entry.getKey());
              return own != null && own.contains(entry.getValue());
            });
  }

  /** Whether there is no transaction in it. */
  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  /** The transactions of this set that are not in the other. */
  public GtidSet subtract(GtidSet other) {
    TreeMap<GtidSource, IntervalSet> left = new TreeMap<>(numbers);
    other.numbers.forEach(
        (source, holes) ->
            left.computeIfPresent(
                source,
                (same, own) -> {
                  IntervalSet rest = own.minus(holes);
                  return rest.isEmpty() ? null : rest;
                }));
    return new GtidSet(left);
  }

  @Override
  public GtidSet join(Position other) {
    if (!(other instanceof GtidSet that)) {
      throw new MixedPositionsException(this, other);
    }
    if (contains(that)) {
      return this;
    }
    TreeMap<GtidSource, IntervalSet> union = new TreeMap<>(numbers);
    that.numbers.forEach((source, set) -> union.merge(source, set, IntervalSet::union));
    return new GtidSet(union);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@link Coverage#COVERED} or {@link Coverage#BEHIND}: whether a missing transaction is on its
   * way or lost only the primary's own set tells, once it has applied all it has received.
   */
  @Override
  public Coverage coveredBy(Position reached, TimelineHistory history) {
    if (!(reached instanceof GtidSet node)) {
      throw new MixedPositionsException(this, reached);
    }
    return node.contains(this) ? Coverage.COVERED : Coverage.BEHIND;
  }

  @Override
  public String encode() {
    StringBuilder text = new StringBuilder(48).append(KIND);
    for (Map.Entry<GtidSource, IntervalSet> entry : numbers.entrySet()) {
      GtidSource source = entry.getKey();
      text.append(text.length() == 1 ? "" : ".");
      text.append(source.server().toString().replace("-", ""));
      text.append(source.tag().isEmpty() ? "" : "~").append(source.tag());
      entry.getValue().intervals().forEach(interval -> text.append('~').append(interval));
    }
    return text.toString();
  }

  static GtidSet decodeSources(String text) {
    Map<GtidSource, List<Interval>> numbers = new TreeMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split("\\.", -1)) {
      List<String> parts = List.of(entry.split("~", -1));
      boolean tagged = parts.size() > 1 && GtidSource.isTag(parts.get(1));
      List<String> intervals = parts.subList(tagged ? 2 : 1, parts.size());
      if (intervals.isEmpty()) {
        throw new IllegalArgumentException(Quote.of(entry) + " names no transactions");
      }
      UUID server = GtidSource.decodeServer(parts.get(0));
      numbers.put(
          GtidSource.of(server, tagged ? parts.get(1) : ""),
          intervals.stream().map(Interval::parse).toList());
    }
    return of(numbers);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GtidSet that && numbers.equals(that.numbers);
  }

  @Override
  public int hashCode() {
    return numbers.hashCode();
  }

  /** The server's form: lower case, no white space, each server once, its tags in order. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    UUID last = null;
    for (Map.Entry<GtidSource, IntervalSet> entry : numbers.entrySet()) {
      GtidSource source = entry.getKey();
      if (!source.server().equals(last)) {
        text.append(text.isEmpty() ? "" : ",").append(source.server());
        last = source.server();
      }
      text.append(source.tag().isEmpty() ? "" : ":").append(source.tag());
      entry.getValue().intervals().forEach(interval -> text.append(':').append(interval));
    }
    return text.toString();
  }
}
