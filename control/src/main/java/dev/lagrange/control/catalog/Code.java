package dev.lagrange.control.catalog;

import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A function or a relation, where it may be used, and what its use uses in turn. Both are measured
 * by the traits of relations, since calls are what makes a view or a policy more than its rows. Not
 * thread-safe.
 */
public final class Code {

  private final QualifiedName name;
  private final Set<Code> uses = new LinkedHashSet<>();
  private final boolean trusted;
  private RelationTrait trait;

  /** What may be used where the trait says, as far as is known yet. */
  public Code(QualifiedName name, RelationTrait trait) {
    this(name, trait, false);
  }

  private Code(QualifiedName name, RelationTrait trait, boolean trusted) {
    this.name = name;
    this.trait = trait;
    this.trusted = trusted;
  }

  /** What is safe whatever it uses. */
  public static Code trusted(QualifiedName name) {
    return new Code(name, RelationTrait.PLAIN, true);
  }

  /** Its schema and name. */
  public QualifiedName name() {
    return name;
  }

  /** Where it may be used, as far as is known yet. */
  public RelationTrait trait() {
    return trait;
  }

  /** Its use uses the other. */
  public void uses(Code other) {
    uses.add(other);
  }

  /** It turns out to restrict more. */
  public void worsen(RelationTrait other) {
    trait = trusted ? trait : trait.or(other);
  }

  /** Takes over what it uses; true if that restricts more than was known. */
  boolean inherit() {
    RelationTrait before = trait;
    uses.forEach(used -> worsen(used.trait));
    return trait != before;
  }

  /** Where a function may run. */
  FunctionTrait functionTrait() {
    return switch (trait) {
      case PLAIN -> FunctionTrait.SAFE;
      case NODE -> FunctionTrait.NODE;
      case UNLOGGED, FOREIGN, PRIMARY -> FunctionTrait.PRIMARY;
      case UNSEEN -> FunctionTrait.UNSEEN;
    };
  }

  /** What it means to run such a function whenever a relation is read. */
  public static RelationTrait reading(FunctionTrait called) {
    return switch (called) {
      case SAFE -> RelationTrait.PLAIN;
      case NODE -> RelationTrait.NODE;
      case PRIMARY -> RelationTrait.PRIMARY;
      case SESSION, UNSEEN -> RelationTrait.UNSEEN;
    };
  }
}
