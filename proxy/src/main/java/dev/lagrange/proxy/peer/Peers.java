package dev.lagrange.proxy.peer;

import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a proxy that clients reach by one address: the number of this one, and where the
 * others are. The number stands in the process numbers that clients are told, in the ten bits below
 * the sign, so that each instance sees of a key who gave it. Immutable.
 */
public final class Peers {

  /** The highest number of an instance; the lowest is 1. */
  public static final int HIGHEST = 1023;

  private static final int BITS_BELOW = 21;

  private static final Peers NONE = new Peers(0, Map.of());

  private final int own;
  private final Map<Integer, HostPort> others;

  private Peers(int own, Map<Integer, HostPort> others) {
    this.own = own;
    this.others = Collections.unmodifiableMap(new TreeMap<>(others));
  }

  /** A proxy that stands alone. */
  public static Peers none() {
    return NONE;
  }

  /**
   * This instance and the others.
   *
   * @param own its number; null for none
   * @param others each as {@code ID=HOST:PORT}
   * @throws IllegalArgumentException with all that is wrong at once, by the names of the command's
   *     options: the value, the rule and the remedy (SQLSTATE 22023 at the boundary)
   */
  public static Peers of(@Nullable Integer own, List<String> others) {
    if (own == null && others.isEmpty()) {
      return NONE;
    }
    List<String> problems = new ArrayList<>();
    if (own == null) {
      problems.add("--peer needs --peer-id: give the number of this instance");
    } else if (isOutOfRange(own)) {
      problems.add(
          "--peer-id must be between 1 and %d, not %d: give another number"
              .formatted(HIGHEST, own));
    }
    Map<Integer, HostPort> read = new TreeMap<>();
    for (String other : others) {
      String problem = read(other, own, read);
      if (problem != null) {
        problems.add("--peer " + Quote.of(other) + ": " + problem);
      }
    }
    if (own == null || !problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new Peers(own, read);
  }

  private static boolean isOutOfRange(int number) {
    return number < 1 || number > HIGHEST;
  }

  /** Reads one; tells what is wrong with it. */
  private static @Nullable String read(
      String text, @Nullable Integer own, Map<Integer, HostPort> read) {
    int equals = text.indexOf('=');
    HostPort address = equals < 0 ? null : HostPort.of(text.substring(equals + 1).trim());
    int number;
    try {
      number = Integer.parseInt(text.substring(0, Math.max(0, equals)).trim());
    } catch (NumberFormatException e) {
      address = null;
      number = 0;
    }
    if (address == null || address.port() == 0) {
      return "it is no instance: give ID=HOST:PORT, such as 2=10.0.0.2:6432";
    }
    if (isOutOfRange(number)) {
      return "%d is no number of an instance: give one between 1 and %d".formatted(number, HIGHEST);
    }
    if (own != null && number == own) {
      return "it has the number of --peer-id, " + own + ": name only the other instances";
    }
    HostPort before = read.putIfAbsent(number, address);
    return before == null
        ? null
        : "%s has the number %d, too: give each instance its own".formatted(before, number);
  }

  /** Whether the proxy is one of several. */
  public boolean areThere() {
    return own != 0;
  }

  /** The number of this instance; 0 if it stands alone. */
  public int own() {
    return own;
  }

  /** Where the others are, by their numbers. */
  public Map<Integer, HostPort> others() {
    return others;
  }

  /** A process number of a client of this instance, drawn anew; always positive. */
  public int processNumber(RandomGenerator random) {
    return own == 0
        ? random.nextInt(1, Integer.MAX_VALUE)
        : own << BITS_BELOW | random.nextInt(1 << BITS_BELOW);
  }

  /** The number of the instance that gave a process number, if all give such. */
  static int numberIn(int processNumber) {
    return (processNumber & Integer.MAX_VALUE) >>> BITS_BELOW;
  }

  /** As the command's options say it. */
  @Override
  public String toString() {
    return own == 0 ? "none" : "this is " + own + ", the others are " + others;
  }
}
