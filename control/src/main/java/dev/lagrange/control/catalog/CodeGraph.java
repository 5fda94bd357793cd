package dev.lagrange.control.catalog;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The functions and relations of a database, and which of them use which others. Each ends up with
 * what restricts most among all that it uses, however deep. Not thread-safe.
 */
public final class CodeGraph {

  private final Map<Long, Code> functions = new HashMap<>();
  private final Map<Long, Code> relations = new HashMap<>();
  private final Map<QualifiedName, List<Code>> functionsByName = new HashMap<>();
  private final Map<QualifiedName, List<Code>> relationsByName = new HashMap<>();

  /** A graph of nothing yet. */
  public CodeGraph() {}

  /** Adds a function, by a number that no other function has. */
  public void addFunction(long oid, Code code) {
    add(oid, code, functions, functionsByName);
  }

  /** Adds a relation, by a number that no other relation has. */
  public void addRelation(long oid, Code code) {
    add(oid, code, relations, relationsByName);
  }

  private static void add(
      long oid, Code code, Map<Long, Code> byOid, Map<QualifiedName, List<Code>> byName) {
    byOid.put(oid, code);
    byName.computeIfAbsent(code.name(), name -> new ArrayList<>()).add(code);
    QualifiedName bare = QualifiedName.of(code.name().name());
    byName.computeIfAbsent(bare, name -> new ArrayList<>()).add(code);
  }

  /** The function that was added as that. */
  public @Nullable Code function(long oid) {
    return functions.get(oid);
  }

  /** The relation that was added as that. */
  public @Nullable Code relation(long oid) {
    return relations.get(oid);
  }

  /** All functions that a text may mean. */
  public List<Code> functions(QualifiedName name) {
    return functionsByName.getOrDefault(name, List.of());
  }

  /** All relations that a text may mean. */
  public List<Code> relations(QualifiedName name) {
    return relationsByName.getOrDefault(name, List.of());
  }

  /** Every function, as nothing else is known of it than its name. */
  public Map<QualifiedName, FunctionTrait> functionNames() {
    Map<QualifiedName, FunctionTrait> names = new HashMap<>();
    functions.values().forEach(code -> names.put(code.name(), FunctionTrait.SAFE));
    return names;
  }

  /** What follows for each; traits only get worse, so this comes to an end. */
  public Catalog settle(Set<String> operators) {
    boolean changed = true;
    while (changed) {
      changed = inherit(functions.values());
      changed |= inherit(relations.values());
    }
    Map<QualifiedName, FunctionTrait> functionTraits = new HashMap<>();
    for (Code code : functions.values()) {
      functionTraits.merge(code.name(), code.functionTrait(), FunctionTrait::or);
    }
    Map<QualifiedName, RelationTrait> relationTraits = new HashMap<>();
    for (Code code : relations.values()) {
      relationTraits.merge(code.name(), code.trait(), RelationTrait::or);
    }
    return Catalog.of(functionTraits, relationTraits, operators);
  }

  private static boolean inherit(Collection<Code> all) {
    boolean changed = false;
    for (Code code : all) {
      changed |= code.inherit();
    }
    return changed;
  }
}
