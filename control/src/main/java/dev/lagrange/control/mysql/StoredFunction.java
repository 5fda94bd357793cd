package dev.lagrange.control.mysql;

import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.util.Set;

/**
 * A stored function as the server describes it. Immutable.
 *
 * @param name its schema and name, in lower case
 * @param access what it says of its use of data
 * @param body what it runs, its parameters declared in front of it; empty if it may not be seen, or
 *     is not in SQL
 */
record StoredFunction(QualifiedName name, String access, String body) {

  private static final Set<String> READING = Set.of("NO SQL", "READS SQL DATA");
  private static final Classifier BUILT_IN = new Classifier(Dialect.MYSQL, 0);

  /** Folds its name. */
  StoredFunction {
    name = StoredRelation.folded(name);
  }

  /** Whether the name, unquoted and without a schema, means a function of the server's own. */
  static boolean isBuiltIn(String name) {
    return BUILT_IN.function(QualifiedName.of(name)) != FunctionTrait.UNSEEN;
  }

  /** Whether its label says that it may run anywhere, and labels count. */
  boolean isTrusted(UserFunctions trust) {
    return trust == UserFunctions.CATALOG && READING.contains(access);
  }
}
