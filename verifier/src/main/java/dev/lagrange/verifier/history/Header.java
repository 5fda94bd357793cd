package dev.lagrange.verifier.history;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first line of a history's file: what was run. Immutable.
 *
 * @param seed what the sessions' choices were drawn from
 * @param run what else is to be known of the run, such as its target and its level, by name; no
 *     passwords
 */
public record Header(long seed, Map<String, String> run) {

  /** The version of the format that is written, and the only one that is read. */
  public static final int VERSION = 1;

  /** Copies the map, in its order. */
  public Header {
    run = Collections.unmodifiableMap(new LinkedHashMap<>(run));
  }
}
