package dev.lagrange.routing.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one database holds beyond what every server has: functions, relations and operators of its
 * users. A name without a schema stands for every function or relation of that name, since {@code
 * search_path} decides among them: the one that restricts most counts. Immutable.
 */
public final class Catalog {

  /** Of a database that nobody asked: any relation passes for a plain table. */
  public static final Catalog NONE = new Catalog(Map.of(), Map.of(), Set.of(), false, null);

  /** Of a database that did not answer: nothing is known of it, and no relation passes. */
  public static final Catalog UNKNOWN = new Catalog(Map.of(), Map.of(), Set.of(), true, null);

  private final Map<QualifiedName, FunctionTrait> functions = new HashMap<>();
  private final Map<QualifiedName, RelationTrait> relations = new HashMap<>();
  private final Set<String> operators;
  private final boolean known;
  private final @Nullable Predicate<QualifiedName> declaredSafe;

  private Catalog(
      Map<QualifiedName, FunctionTrait> functions,
      Map<QualifiedName, RelationTrait> relations,
      Set<String> operators,
      boolean known,
      @Nullable Predicate<QualifiedName> declaredSafe) {
    this.declaredSafe = declaredSafe;
    functions.forEach(
        (name, trait) -> {
          FunctionTrait declared = isDeclaredSafe(name) ? FunctionTrait.SAFE : trait;
          this.functions.merge(name, declared, FunctionTrait::or);
          this.functions.merge(QualifiedName.of(name.name()), declared, FunctionTrait::or);
        });
    relations.forEach(
        (name, trait) -> {
          this.relations.merge(name, trait, RelationTrait::or);
          this.relations.merge(QualifiedName.of(name.name()), trait, RelationTrait::or);
        });
    this.operators = Set.copyOf(operators);
    this.known = known;
  }

  /**
   * Of a database that was asked.
   *
   * @param functions its users' functions by schema and name, all overloads of a name as one
   * @param relations all its relations by schema and name, the server's own too
   * @param operators the spellings of its users' operators that run code not known to be safe
   */
  public static Catalog of(
      Map<QualifiedName, FunctionTrait> functions,
      Map<QualifiedName, RelationTrait> relations,
      Set<String> operators) {
    return new Catalog(functions, relations, operators, true, null);
  }

  private boolean isDeclaredSafe(QualifiedName name) {
    return declaredSafe != null && declaredSafe.test(name);
  }

  /** What is known of a user's function; null if there is none of that name. */
  public @Nullable FunctionTrait function(QualifiedName name) {
    FunctionTrait trait = functions.get(name);
    return trait == null && isDeclaredSafe(name) ? FunctionTrait.SAFE : trait;
  }

  /** What is known of a relation; null if there is none of that name, or nobody asked. */
  public @Nullable RelationTrait relation(QualifiedName name) {
    return relations.get(name);
  }

  /** The spellings of users' operators that run code not known to be safe. */
  public Set<String> operators() {
    return operators;
  }

  /** Whether the database was asked: then a relation that is not in here is not known. */
  public boolean isKnown() {
    return known;
  }

  /** Whether both say the same, and the same is declared safe by the same predicate. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Catalog that
            && known == that.known
            && functions.equals(that.functions)
            && relations.equals(that.relations)
            && operators.equals(that.operators)
            && Objects.equals(declaredSafe, that.declaredSafe));
  }

  @Override
  public int hashCode() {
    return Objects.hash(functions, relations, operators, known);
  }

  /** The same, with some users' functions declared safe on replicas by who answers for them. */
  public Catalog declaringSafe(Predicate<QualifiedName> safe) {
    return new Catalog(qualified(functions), qualified(relations), operators, known, safe);
  }

  /**
   * The same while some of it is out of date and nobody knows what: no relation passes, those that
   * may change the session still may, and so may every user's function that is not safe.
   */
  public Catalog doubted() {
    Map<QualifiedName, FunctionTrait> doubtedFunctions = qualified(functions);
    doubtedFunctions.replaceAll(
        (name, trait) -> trait == FunctionTrait.SAFE ? trait : FunctionTrait.UNSEEN);
    Map<QualifiedName, RelationTrait> doubtedRelations = qualified(relations);
    doubtedRelations.values().removeIf(trait -> trait != RelationTrait.UNSEEN);
    return new Catalog(doubtedFunctions, doubtedRelations, operators, known, declaredSafe);
  }

  private static <T> Map<QualifiedName, T> qualified(Map<QualifiedName, T> all) {
    Map<QualifiedName, T> qualified = new HashMap<>(all);
    qualified.keySet().removeIf(name -> name.schema() == null);
    return qualified;
  }
}
