package dev.lagrange.routing.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The name of a relation or a function as a statement writes it: folded as the server folds it,
 * without quotes. What stands before the schema (a database's name) is left out.
 *
 * @param schema the schema (MySQL: the database); null where the statement leaves it to the server
 * @param name the name
 */
public record QualifiedName(@Nullable String schema, String name) {

  /** A name without a schema. */
  public static QualifiedName of(String name) {
    return new QualifiedName(null, name);
  }

  @Override
  public String toString() {
    return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
  }

  // a dot within a name must not pass for one that qualifies
  private static String quoted(String part) {
    return part.indexOf('.') < 0 ? part : '"' + part + '"';
  }
}
