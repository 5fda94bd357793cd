package dev.lagrange.routing.sql;

/**
 * Which texts came before, as far as that is remembered. One that never comes again is not worth a
 * place in a cache, which costs more to find than to judge the text; so a text gets one when it
 * comes for the second time (the doorkeeper of TinyLFU: Einziger, Friedman and Manes, 2017).
 * Thread-safe: what threads overwrite of each other's is forgotten, no more.
 */
final class Doorkeeper {

  private static final int SLOTS = 1 << 14;

  private final int[] hashes = new int[SLOTS];

  /** Whether a text came before, or one that is taken for it; it is remembered. */
  boolean admits(String text) {
    int hash = text.hashCode();
    int slot = (hash ^ hash >>> 14) & SLOTS - 1;
    if (hashes[slot] == hash) {
      return true;
    }
    hashes[slot] = hash;
    return false;
  }
}
