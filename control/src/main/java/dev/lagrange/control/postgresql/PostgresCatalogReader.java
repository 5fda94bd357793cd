package dev.lagrange.control.postgresql;

import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.control.catalog.Code;
import dev.lagrange.control.catalog.CodeGraph;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL's catalog, in one snapshot, over a handful of queries; if nothing has changed,
 * over one. A user's is what was not there after {@code initdb}: what extensions bring, too.
 *
 * <p>The code behind views, row-level policies, virtual columns and functions in standard SQL is
 * read off the trees that the server keeps of it, which say exactly which functions they call and
 * which relations they read. ({@code pg_get_viewdef} would lock those relations, and so wait for
 * DDL.) Bodies that the server keeps as text are judged as text.
 *
 * <p>An extension's function that is labelled stable or immutable and has the name of a built-in
 * one, or is in C behind an operator spelled like a built-in one, is taken for the same thing for
 * another type: else {@code max} and {@code =} would mean the primary wherever {@code citext} is
 * installed.
 *
 * <p>What is not seen: functions behind casts that no text spells, behind the CHECK constraints of
 * domains, behind the input and output of types, and behind the operators of their operator classes
 * (ORDER BY, DISTINCT, joins with USING); those in CHECK constraints and index expressions that the
 * planner evaluates; and triggers, which only writes run.
 *
 * <p>Not thread-safe.
 */
final class PostgresCatalogReader implements CatalogReader {

  private final UserFunctions trust;
  private final Classifier builtIn = new Classifier(Dialect.POSTGRESQL, 0);
  private @Nullable String fingerprint;
  private Catalog catalog = Catalog.UNKNOWN;

  PostgresCatalogReader(UserFunctions trust) {
    this.trust = trust;
  }

  @Override
  public Catalog read(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    boolean hasTrees = connection.getMetaData().getDatabaseMajorVersion() >= 14;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path = pg_catalog");
      String now = fingerprint(statement);
      if (!now.equals(fingerprint)) {
        catalog = read(statement, hasTrees);
        fingerprint = now;
      }
    }
    connection.rollback();
    return catalog;
  }

  private static String fingerprint(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(CatalogQueries.FINGERPRINT)) {
      row.next();
      return row.getString(1);
    }
  }

  private Catalog read(Statement statement, boolean hasTrees) throws SQLException {
    CodeGraph graph = new CodeGraph();
    relations(statement, graph);
    partitions(statement, graph);
    List<UserFunction> functions = functions(statement, graph, hasTrees);
    Set<String> operators = operators(statement, graph);
    FunctionBodies bodies = new FunctionBodies(graph, operators);
    for (UserFunction function : functions) {
      function.judge(bodies);
    }
    supportFunctions(statement, graph);
    trees(statement, graph, hasTrees);
    return graph.settle(operators);
  }

  private static void relations(Statement statement, CodeGraph graph) throws SQLException {
    try (ResultSet row = statement.executeQuery(CatalogQueries.RELATIONS)) {
      while (row.next()) {
        QualifiedName name = new QualifiedName(row.getString(2), row.getString(3));
        RelationTrait own = trait(row.getString(4), row.getString(5));
        graph.addRelation(row.getLong(1), new Code(name, own));
      }
    }
  }

  private static RelationTrait trait(String kind, String persistence) {
    if (persistence.equals("u")) {
      return RelationTrait.UNLOGGED;
    }
    return switch (kind) {
      case "f" -> RelationTrait.FOREIGN;
      // Numbers are replicated in advance, 32 at a time: a replica shows what was never drawn.
      case "S" -> RelationTrait.NODE;
      default -> RelationTrait.PLAIN;
    };
  }

  private static void partitions(Statement statement, CodeGraph graph) throws SQLException {
    try (ResultSet row = statement.executeQuery(CatalogQueries.PARTITIONS)) {
      while (row.next()) {
        uses(graph.relation(row.getLong(1)), graph.relation(row.getLong(2)));
      }
    }
  }

  private List<UserFunction> functions(Statement statement, CodeGraph graph, boolean hasTrees)
      throws SQLException {
    List<UserFunction> functions = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(CatalogQueries.functions(hasTrees))) {
      while (row.next()) {
        functions.add(UserFunction.of(row, trust, graph));
      }
    }
    return functions;
  }

  private static Set<String> operators(Statement statement, CodeGraph graph) throws SQLException {
    Set<String> operators = new HashSet<>();
    try (ResultSet row = statement.executeQuery(CatalogQueries.OPERATORS)) {
      while (row.next()) {
        Code function = graph.function(row.getLong(2));
        if (function != null && function.trait() != RelationTrait.PLAIN) {
          operators.add(row.getString(1));
        }
      }
    }
    return operators;
  }

  private static void supportFunctions(Statement statement, CodeGraph graph) throws SQLException {
    try (ResultSet row = statement.executeQuery(CatalogQueries.SUPPORT_FUNCTIONS)) {
      while (row.next()) {
        Code aggregate = graph.function(row.getLong(1));
        if (aggregate != null) {
          useFunction(graph, aggregate, row.getLong(2));
        }
      }
    }
  }

  private void trees(Statement statement, CodeGraph graph, boolean hasTrees) throws SQLException {
    try (ResultSet row = statement.executeQuery(CatalogQueries.trees(hasTrees))) {
      while (row.next()) {
        long owner = row.getLong(2);
        boolean function = row.getString(1).equals("function");
        Code code = function ? graph.function(owner) : graph.relation(owner);
        if (code == null) {
          continue; // a session's own
        }
        long used = row.getLong(4);
        switch (row.getString(3)) {
          case "lock" -> code.worsen(RelationTrait.PRIMARY);
          case "relation" -> uses(code, graph.relation(used));
          case "built-in" -> {
            QualifiedName name = new QualifiedName(row.getString(5), row.getString(6));
            code.worsen(Code.reading(builtIn.function(name)));
          }
          default -> useFunction(graph, code, used);
        }
      }
    }
  }

  private static void uses(@Nullable Code code, @Nullable Code used) {
    if (code != null && used != null) {
      code.uses(used);
    }
  }

  private static void useFunction(CodeGraph graph, Code code, long function) {
    Code used = graph.function(function);
    if (used == null) {
      code.worsen(RelationTrait.UNSEEN);
    } else {
      code.uses(used);
    }
  }
}
