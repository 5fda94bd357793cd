package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB position: for each replication domain the sequence number of its last transaction. The
 * server that wrote it is kept for printing; within a domain the sequence alone is the order
 * ({@code gtid_strict_mode}). Immutable.
 */
public final class MariaGtid implements Position {

  static final char KIND = 'm';

  /** No transaction. */
  public static final MariaGtid EMPTY = new MariaGtid(new TreeMap<>());

  private static final Pattern ELEMENT = Pattern.compile("(\\d{1,10})-(\\d{1,10})-(\\d{1,19})");

  /** Of two with one sequence the greater server, for joins to commute. */
  private static final BinaryOperator<Last> LATER =
      BinaryOperator.maxBy(Comparator.comparingLong(Last::sequence).thenComparing(Last::server));

  /** Domain to last transaction; never changed once it is here. */
  private final NavigableMap<Long, Last> domains;

  private MariaGtid(NavigableMap<Long, Last> domains) {
    this.domains = domains;
  }

  /**
   * Reads the server's form, {@code domain-server-sequence,…}; of several elements of a domain the
   * greatest sequence counts. The empty text is the position before the first transaction.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static MariaGtid parse(String text) {
    return text.isBlank() ? EMPTY : parse(text.split(",", -1));
  }

  private static MariaGtid parse(String[] elements) {
    TreeMap<Long, Last> domains = new TreeMap<>();
    for (String element : elements) {
      Matcher matcher = ELEMENT.matcher(element.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            Quote.of(element) + " is not a MariaDB GTID: expected domain-server-sequence");
      }
      long domain = number(matcher.group(1), 0xFFFF_FFFFL);
      long server = number(matcher.group(2), 0xFFFF_FFFFL);
      long sequence = number(matcher.group(3), Long.MAX_VALUE);
      domains.merge(domain, new Last(server, sequence), LATER);
    }
    return new MariaGtid(domains);
  }

  private static long number(String digits, long greatest) {
    // At most 19 digits: what exceeds a long does not exceed an unsigned one.
    long number = Long.parseUnsignedLong(digits);
    if (Long.compareUnsigned(number, greatest) > 0) {
      throw new IllegalArgumentException(digits + " in a MariaDB GTID exceeds " + greatest);
    }
    return number;
  }

  @Override
  public MariaGtid join(Position other) {
    if (!(other instanceof MariaGtid that)) {
      throw new MixedPositionsException(this, other);
    }
    TreeMap<Long, Last> joined = new TreeMap<>(domains);
    that.domains.forEach((domain, last) -> joined.merge(domain, last, LATER));
    return new MariaGtid(joined);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@link Coverage#COVERED} or {@link Coverage#BEHIND}: sequences do not tell of a failover.
   */
  @Override
  public Coverage coveredBy(Position reached, TimelineHistory history) {
    if (!(reached instanceof MariaGtid node)) {
      throw new MixedPositionsException(this, reached);
    }
    for (Map.Entry<Long, Last> entry : domains.entrySet()) {
      Last last = node.domains.get(entry.getKey());
      if (last == null || last.sequence() < entry.getValue().sequence()) {
        return Coverage.BEHIND;
      }
    }
    return Coverage.COVERED;
  }

  @Override
  public String encode() {
    return KIND + elements(".");
  }

  static MariaGtid decodeElements(String text) {
    return text.isEmpty() ? EMPTY : parse(text.split("\\.", -1));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MariaGtid that && domains.equals(that.domains);
  }

  @Override
  public int hashCode() {
    return domains.hashCode();
  }

  /** The server's form, domains in order. */
  @Override
  public String toString() {
    return elements(",");
  }

  private String elements(String separator) {
    return domains.entrySet().stream()
        .map(entry -> entry.getKey() + "-" + entry.getValue())
        .collect(Collectors.joining(separator));
  }

  private record Last(long server, long sequence) {
    @Override
    public String toString() {
      return server + "-" + sequence;
    }
  }
}
