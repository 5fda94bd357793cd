package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;

/**
 * What a statement refers to by name. Immutable.
 *
 * @param tables the relations it reads or writes, without names of WITH, in order of appearance;
 *     one too many rather than one too few
 * @param functions the functions it calls
 * @param parsed whether the statement was parsed, and not only looked through for names
 */
public record References(
    List<QualifiedName> tables, List<QualifiedName> functions, boolean parsed) {

  /** Keeps copies of the lists. */
  public References {
    tables = List.copyOf(tables);
    functions = List.copyOf(functions);
  }
}
