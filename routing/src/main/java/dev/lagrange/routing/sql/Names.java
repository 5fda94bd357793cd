package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names in order of appearance, each once. Most statements have none or few: no set for those. */
final class Names {

  /** Among more than these a set is faster than a look at each. */
  private static final int FEW = 8;

  private List<QualifiedName> all = List.of();
  private Set<QualifiedName> known = Set.of();

  void add(QualifiedName name) {
    if (all.isEmpty()) {
      all = new ArrayList<>(FEW);
    } else if (all.size() < FEW ? all.contains(name) : known.contains(name)) {
      return;
    }
    all.add(name);
    if (all.size() == FEW) {
      known = new HashSet<>(all);
    } else if (all.size() > FEW) {
      known.add(name);
    }
  }

  void addAll(Names others) {
    others.all.forEach(this::add);
  }

  /** What they are by now; further ones change it no more. */
  List<QualifiedName> list() {
    return List.copyOf(all);
  }
}
