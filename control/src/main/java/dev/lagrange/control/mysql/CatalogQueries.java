package dev.lagrange.control.mysql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The questions to {@code information_schema}; they open no table of a user's. Each says its order:
 * without, the server may answer in another one the next time, which would look like a change.
 */
final class CatalogQueries {

  private static final int DENIED = 1142;

  // statistics would be asked of the engines
  private static final String RELATIONS =
      """
      SELECT table_schema, table_name, table_type, engine FROM information_schema.tables
      ORDER BY table_schema, table_name
      """;

  private static final String VIEWS =
      "SELECT table_schema, table_name, view_definition FROM information_schema.views";

  private static final String FUNCTIONS =
      """
      SELECT routine_schema, routine_name, sql_data_access,
        CASE WHEN routine_body = 'SQL' THEN routine_definition END
      FROM information_schema.routines WHERE routine_type = 'FUNCTION'
      ORDER BY routine_schema, routine_name
      """;

  private static final String PARAMETERS =
      """
      SELECT specific_schema, specific_name, parameter_name
      FROM information_schema.parameters
      WHERE routine_type = 'FUNCTION' AND ordinal_position > 0
      ORDER BY specific_schema, specific_name, ordinal_position
      """;

  private static final String LOADABLE_FUNCTIONS =
      "SELECT udf_name FROM performance_schema.user_defined_functions ORDER BY udf_name";

  private CatalogQueries() {}

  // as it is spelled: on most systems a table is another one in capitals
  private static QualifiedName name(ResultSet row) throws SQLException {
    return new QualifiedName(row.getString(1), row.getString(2));
  }

  /** Every table and view that the user may see. */
  static List<StoredRelation> relations(Statement statement) throws SQLException {
    Map<QualifiedName, String> definitions = new HashMap<>();
    try (ResultSet row = statement.executeQuery(VIEWS)) {
      while (row.next()) {
        String definition = row.getString(3);
        definitions.put(name(row), definition == null ? "" : definition);
      }
    }
    List<StoredRelation> relations = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(RELATIONS)) {
      while (row.next()) {
        String definition = definitions.getOrDefault(name(row), "");
        String engine = row.getString(4);
        boolean view = row.getString(3).equals("VIEW");
        relations.add(
            new StoredRelation(name(row), view, engine == null ? "" : engine, definition));
      }
    }
    return relations;
  }

  /** Every stored function that the user may see. */
  static List<StoredFunction> functions(Statement statement) throws SQLException {
    Map<QualifiedName, String> declarations = new HashMap<>();
    try (ResultSet row = statement.executeQuery(PARAMETERS)) {
      while (row.next()) {
        String parameter = "DECLARE `%s` INT; ".formatted(row.getString(3).replace("`", "``"));
        declarations.merge(name(row), parameter, String::concat);
      }
    }
    List<StoredFunction> functions = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(FUNCTIONS)) {
      while (row.next()) {
        String text = row.getString(4);
        String body = text == null ? "" : declarations.getOrDefault(name(row), "") + text;
        functions.add(new StoredFunction(name(row), row.getString(3), body));
      }
    }
    return functions;
  }

  /** The names of functions loaded from libraries; empty if the user may not see them. */
  static List<String> loadableFunctions(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(LOADABLE_FUNCTIONS)) {
      while (row.next()) {
        names.add(row.getString(1).toLowerCase(Locale.ROOT));
      }
    } catch (SQLException e) {
      if (e.getErrorCode() != DENIED) {
        throw e;
      }
    }
    return names;
  }
}
