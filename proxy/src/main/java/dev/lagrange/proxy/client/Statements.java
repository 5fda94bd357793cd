package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.StatementText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client has named by Parse. What a unit did to the names can be taken back, should it have
 * to run again elsewhere, or in part, should the server have skipped it after an error.
 */
final class Statements {

  private record Change(String name, @Nullable StatementText before) {}

  private final Map<String, StatementText> named = new HashMap<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private int settled; // changes of the unit that cannot be taken back any more

  @Nullable StatementText get(String name) {
    return named.get(name);
  }

  boolean has(String name) {
    return named.containsKey(name);
  }

  void put(String name, StatementText statement) {
    changes.push(new Change(name, named.put(name, statement)));
  }

  void remove(String name) {
    StatementText before = named.remove(name);
    if (before != null) {
      changes.push(new Change(name, before));
    }
  }

  void clear() {
    named.clear();
    settled = moment();
    changes.clear();
  }

  /** A unit begins. */
  void mark() {
    settled = 0;
    changes.clear();
  }

  /** Up to where the unit has come, at least 0. */
  int moment() {
    return settled + changes.size();
  }

  /** As if the unit had not been. */
  void takeBack() {
    takeBack(0);
  }

  /** As if nothing had been done since some moment of the unit. */
  void takeBack(int since) {
    while (!changes.isEmpty() && moment() > since) {
      Change last = changes.pop();
      if (last.before() == null) {
        named.remove(last.name());
      } else {
        named.put(last.name(), last.before());
      }
    }
  }
}
