package dev.lagrange.control.postgresql;

import dev.lagrange.control.catalog.Code;
import dev.lagrange.control.catalog.CodeGraph;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import dev.lagrange.routing.option.UserFunctions;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A function of a user, one overload of its name, as the catalog has it. Immutable. */
record UserFunction(Code code, boolean judged, String language, String body) {

  /** From a row of {@link CatalogQueries#functions}; adds it to the graph. */
  static UserFunction of(ResultSet row, UserFunctions trust, CodeGraph graph) throws SQLException {
    QualifiedName name = new QualifiedName(row.getString("nspname"), row.getString("proname"));
    boolean aggregate = row.getString("prokind").equals("a");
    boolean labelled = trust == UserFunctions.CATALOG && !row.getString("provolatile").equals("v");
    boolean trusted = row.getBoolean("stands_in") || (labelled && !aggregate);
    // What an aggregate does, its support functions do.
    RelationTrait own = aggregate ? RelationTrait.PLAIN : RelationTrait.PRIMARY;
    Code code = trusted ? Code.trusted(name) : new Code(name, own);
    if (row.getBoolean("changes_role")) {
      code.worsen(RelationTrait.UNSEEN);
    }
    graph.addFunction(row.getLong("oid"), code);
    boolean judged = !trusted && !aggregate && !row.getBoolean("tree");
    return new UserFunction(code, judged, row.getString("lanname"), row.getString("prosrc"));
  }

  /** Judges its body, unless that is kept as a tree, or does not matter. */
  void judge(FunctionBodies bodies) {
    if (!judged) {
      return;
    }
    switch (language) {
      case "sql" -> bodies.sql(code, body);
      case "plpgsql" -> bodies.plpgsql(code, body);
      default -> code.worsen(RelationTrait.UNSEEN);
    }
  }
}
