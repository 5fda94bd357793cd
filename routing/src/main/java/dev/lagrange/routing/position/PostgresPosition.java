package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL position: timeline to LSN; one entry, but after a failover two, until the history of
 * the timelines says which covers which. Immutable.
 */
public final class PostgresPosition implements Position {

  static final char KIND = 'p';

  private static final Pattern ENTRY = Pattern.compile("(\\d{1,10})-([0-9A-F]{1,16})");

  /** Never empty, never changed once it is here. */
  private final NavigableMap<Integer, Lsn> entries;

  private final int timeline;
  private final Lsn newest;

  private PostgresPosition(NavigableMap<Integer, Lsn> entries) {
    this.entries = entries;
    Map.Entry<Integer, Lsn> last = entries.lastEntry();
    this.timeline = last.getKey();
    this.newest = last.getValue();
  }

  /**
   * The position {@code lsn} on one timeline.
   *
   * @throws IllegalArgumentException if the timeline is not positive
   */
  public static PostgresPosition of(int timeline, Lsn lsn) {
    if (timeline < 1) {
      throw new IllegalArgumentException("Timeline " + timeline + " is not positive");
    }
    TreeMap<Integer, Lsn> entries = new TreeMap<>();
    entries.put(timeline, lsn);
    return new PostgresPosition(entries);
  }

  /** The greatest timeline of this position: the current one, for what a server reports. */
  public int timeline() {
    return timeline;
  }

  /** The LSN on {@link #timeline()}. */
  public Lsn lsn() {
    return newest;
  }

  @Override
  public PostgresPosition join(Position other) {
    if (!(other instanceof PostgresPosition that)) {
      throw new MixedPositionsException(this, other);
    }
    if (includes(that)) {
      return this;
    }
    TreeMap<Integer, Lsn> joined = new TreeMap<>(entries);
    that.entries.forEach((timeline, lsn) -> joined.merge(timeline, lsn, Lsn::max));
    return new PostgresPosition(joined);
  }

  private boolean includes(PostgresPosition that) {
    for (Map.Entry<Integer, Lsn> entry : that.entries.entrySet()) {
      Lsn lsn = entries.get(entry.getKey());
      if (lsn == null || lsn.compareTo(entry.getValue()) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of several entries of this position the worst counts ({@link Coverage#LOST}, then {@link
   * Coverage#UNKNOWN}, then {@link Coverage#BEHIND}); of {@code reached} any one may cover.
   */
  @Override
  public Coverage coveredBy(Position reached, TimelineHistory history) {
    if (!(reached instanceof PostgresPosition node)) {
      throw new MixedPositionsException(this, reached);
    }
    if (isOnOneTimelineWith(node)) {
      // All but always so, and asked for each replica at each read: no iterators, no history.
      return node.newest.compareTo(newest) >= 0 ? Coverage.COVERED : Coverage.BEHIND;
    }
    Coverage worst = Coverage.COVERED;
    for (Map.Entry<Integer, Lsn> entry : entries.entrySet()) {
      worst = worst.worse(node.coverageOf(entry.getKey(), entry.getValue(), history));
    }
    return worst;
  }

  private boolean isOnOneTimelineWith(PostgresPosition that) {
    return timeline == that.timeline && entries.size() == 1 && that.entries.size() == 1;
  }

  private Coverage coverageOf(int timeline, Lsn lsn, TimelineHistory history) {
    Coverage worst = Coverage.COVERED;
    for (Map.Entry<Integer, Lsn> entry : entries.entrySet()) {
      Coverage coverage = coverage(timeline, lsn, entry.getKey(), entry.getValue(), history);
      if (coverage == Coverage.COVERED) {
        return Coverage.COVERED;
      }
      worst = worst.worse(coverage);
    }
    return worst;
  }

  private static Coverage coverage(
      int timeline, Lsn lsn, int nodeTimeline, Lsn nodeLsn, TimelineHistory history) {
    Optional<TimelineHistory.Trunk> trunk = history.trunk(timeline, nodeTimeline);
    if (trunk.isEmpty()) {
      return Coverage.UNKNOWN;
    }
    if (lsn.compareTo(trunk.get().end()) <= 0) {
      return nodeLsn.compareTo(lsn) >= 0 ? Coverage.COVERED : Coverage.BEHIND;
    }
    // From here on the node's history does not contain the position.
    if (timeline < nodeTimeline) {
      return Coverage.LOST;
    }
    // A node on an older timeline may still follow to a descendant of it. Of two branches, the
    // numbers alone do not tell which one was given up.
    return trunk.get().timeline() == nodeTimeline ? Coverage.BEHIND : Coverage.UNKNOWN;
  }

  /**
   * This position without what is lost to a server on {@code currentTimeline}: each such entry ends
   * where that server's history left it. What it has not got yet, and what is unknown, stays.
   */
  public PostgresPosition cappedAt(TimelineHistory history, int currentTimeline) {
    TreeMap<Integer, Lsn> capped = new TreeMap<>(entries);
    capped
        .headMap(currentTimeline)
        .replaceAll(
            (timeline, lsn) ->
                history.trunk(timeline, currentTimeline).map(t -> lsn.min(t.end())).orElse(lsn));
    return new PostgresPosition(capped);
  }

  @Override
  public String encode() {
    StringBuilder text = new StringBuilder(24);
    char separator = KIND;
    for (Map.Entry<Integer, Lsn> entry : entries.entrySet()) {
      String lsn = Long.toHexString(entry.getValue().value()).toUpperCase(Locale.ROOT);
      text.append(separator).append(entry.getKey().intValue()).append('-').append(lsn);
      separator = '.';
    }
    return text.toString();
  }

  static PostgresPosition decodeEntries(String text) {
    TreeMap<Integer, Lsn> entries = new TreeMap<>();
    for (String entry : text.split("\\.", -1)) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(Quote.of(entry) + " is not timeline-LSN");
      }
      long timeline = Long.parseLong(matcher.group(1));
      if (timeline < 1 || timeline > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("Timeline " + timeline + " is out of range");
      }
      Lsn lsn = new Lsn(HexFormat.fromHexDigitsToLong(matcher.group(2)));
      entries.put((int) timeline, lsn);
    }
    return new PostgresPosition(entries);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PostgresPosition that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Each LSN and its timeline, such as {@code 16/B374D848 on timeline 3}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    entries.forEach(
        (timeline, lsn) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(lsn)
                .append(" on timeline ")
                .append(timeline));
    return text.toString();
  }
}
