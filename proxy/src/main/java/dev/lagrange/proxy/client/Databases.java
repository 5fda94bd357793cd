package dev.lagrange.proxy.client;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The databases that a proxy serves, by the names that clients ask for. Immutable. */
public final class Databases {

  private final Shared first;
  private final Map<String, Shared> byName;

  /** Those given, at least one. */
  public Databases(List<Shared> all) {
    this.first = all.get(0);
    this.byName = all.stream().collect(Collectors.toMap(Shared::database, Function.identity()));
  }

  /** Has what is the same for all: for clients that have not said where to, or have said wrong. */
  Shared first() {
    return first;
  }

  @Nullable Shared find(String name) {
    return byName.get(name);
  }
}
