package dev.lagrange.control.mysql;

import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.option.UserFunctions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads MySQL's catalog, all schemas of a server, over a handful of queries to {@code
 * information_schema}; if these answer as last time, nothing is judged anew. They are no snapshot:
 * DDL that runs meanwhile may be seen in part until the next read.
 *
 * <p>Any user may read it, and sees as far as its grants reach. To see everything it takes {@code
 * SELECT}, {@code SHOW VIEW} and {@code SHOW_ROUTINE} on {@code *.*}. A relation that it may not
 * see is not known, and so read on the primary. A view or a function that it sees, but not the text
 * of, may change the session, and so may a function that it does not see at all. Grants must be the
 * same for all schemas that share names: a name without a schema stands for what is seen of it.
 *
 * <p>A table passes if its engine is replicated and has transactions; {@code information_schema}'s
 * relations do if they tell of nothing but schemas and accounts. A table or view of a user's hides
 * those of the server's own schemas that are named like it: else {@code users} would mean the
 * primary, since {@code performance_schema} has one. Functions that are named like one of the
 * server's own are left out: without a schema the server's is called, and with one it is unknown.
 *
 * <p>With {@link UserFunctions#CATALOG} a function that is labelled {@code NO SQL} or {@code READS
 * SQL DATA} runs anywhere, unless its body, as far as that can be seen, changes the session: nobody
 * checks the label, and binary logging demands one of everyone. {@code CONTAINS SQL} is the
 * default, and the manual's own examples of it set a variable and release a lock. {@code
 * DETERMINISTIC} says that equal arguments have equal results, and nothing of effects; it is
 * neither demanded nor enough.
 *
 * <p>What is not seen: triggers, which only writes run.
 *
 * <p>Not thread-safe.
 */
public final class MysqlCatalogReader implements CatalogReader {

  /** A loadable function is in no schema. */
  private static final String NO_SCHEMA = "";

  /** What the server said. */
  private record Stored(
      List<StoredRelation> relations, List<StoredFunction> functions, List<String> loadable) {}

  private final UserFunctions trust;
  private @Nullable Stored stored;
  private Catalog catalog = Catalog.UNKNOWN;

  /** A reader that has not read yet. */
  public MysqlCatalogReader(UserFunctions trust) {
    this.trust = trust;
  }

  @Override
  public Catalog read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Stored now =
          new Stored(
              CatalogQueries.relations(statement),
              CatalogQueries.functions(statement),
              CatalogQueries.loadableFunctions(statement));
      if (!now.equals(stored)) {
        catalog = judge(now);
        stored = now;
      }
    }
    return catalog;
  }

  private Catalog judge(Stored now) {
    List<StoredRelation> relations = withoutHidden(now.relations());
    List<StoredFunction> functions = new ArrayList<>(now.functions());
    functions.removeIf(function -> StoredFunction.isBuiltIn(function.name().name()));
    StoredCode code = new StoredCode(relations, functions);
    long number = 0;
    for (StoredRelation relation : relations) {
      code.add(number++, relation);
    }
    for (StoredFunction function : functions) {
      code.add(number++, function, trust);
    }
    for (String loadable : now.loadable()) {
      // the server finds it before a stored one of that name
      if (!StoredFunction.isBuiltIn(loadable)) {
        code.addUnseen(number++, new QualifiedName(NO_SCHEMA, loadable));
      }
    }
    return code.settle();
  }

  private static List<StoredRelation> withoutHidden(List<StoredRelation> relations) {
    Set<String> users = new HashSet<>();
    for (StoredRelation relation : relations) {
      if (!relation.isServers()) {
        users.add(relation.name().name());
      }
    }
    return relations.stream()
        .filter(relation -> !relation.isServers() || !users.contains(relation.name().name()))
        .toList();
  }
}
