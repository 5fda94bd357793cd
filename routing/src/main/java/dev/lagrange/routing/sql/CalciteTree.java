package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.jspecify.annotations.Nullable;

/** The names in the tree that Calcite makes of a statement. All that knows Calcite is here. */
final class CalciteTree {

  private static final int LONGEST_NAME = ParserInput.LONGEST;

  /** A name that WITH declares, in scope with those around it. */
  private record Declared(String name, @Nullable Declared around) {

    static boolean holds(String name, @Nullable Declared innermost) {
      for (Declared at = innermost; at != null; at = at.around) {
        if (at.name.equals(name)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A node to look at, whether it stands where relations stand, and what WITH declares there. */
  private record Place(@Nullable SqlNode node, boolean ofRelation, @Nullable Declared with) {}

  private final Dialect dialect;
  private final Set<QualifiedName> tables;
  private final Set<QualifiedName> functions;
  private final Deque<Place> ahead = new ArrayDeque<>();

  private CalciteTree(Dialect dialect, Classification seen) {
    this.dialect = dialect;
    this.tables = new LinkedHashSet<>(seen.tables());
    this.functions = new LinkedHashSet<>(seen.functions());
  }

  /** What was seen, and what the tree shows besides. */
  static References read(Dialect dialect, String input, Classification seen) {
    CalciteTree tree = new CalciteTree(dialect, seen);
    boolean parsed = tree.parse(input);
    return new References(List.copyOf(tree.tables), List.copyOf(tree.functions), parsed);
  }

  private boolean parse(String input) {
    try {
      SqlNode root = SqlParser.create(input, config(dialect)).parseStmt();
      look(root);
      return true;
    } catch (SqlParseException | RuntimeException e) {
      return false; // not Calcite's SQL
    } catch (StackOverflowError e) {
      return false; // the caller had little stack left
    }
  }

  private static SqlParser.Config config(Dialect dialect) {
    return SqlParser.config()
        .withParserFactory(SqlBabelParserImpl.FACTORY)
        .withConformance(SqlConformanceEnum.BABEL)
        .withQuoting(dialect == Dialect.POSTGRESQL ? Quoting.DOUBLE_QUOTE : Quoting.BACK_TICK)
        .withUnquotedCasing(Casing.UNCHANGED)
        .withQuotedCasing(Casing.UNCHANGED)
        .withIdentifierMaxLength(LONGEST_NAME);
  }

  // without recursion: a chain of a thousand ANDs is a tree as deep
  private void look(SqlNode root) {
    ahead.push(new Place(root, false, null));
    while (!ahead.isEmpty()) {
      Place place = ahead.pop();
      if (place.node instanceof SqlNodeList list) {
        list.forEach(node -> ahead.push(new Place(node, place.ofRelation, place.with)));
      } else if (place.node instanceof SqlIdentifier identifier && place.ofRelation) {
        table(identifier, place.with);
      } else if (place.node instanceof SqlCall call) {
        call(call, place);
      }
    }
  }

  private void table(SqlIdentifier identifier, @Nullable Declared with) {
    if (identifier.names.size() > 1 || !Declared.holds(identifier.names.get(0), with)) {
      tables.add(name(identifier));
    }
  }

  private QualifiedName name(SqlIdentifier identifier) {
    List<String> names = identifier.names;
    int last = names.size() - 1;
    return new QualifiedName(
        last > 0 ? folded(names.get(last - 1)) : null, folded(names.get(last)));
  }

  private String folded(String name) {
    return dialect == Dialect.MYSQL ? name.toLowerCase(Locale.ROOT) : name;
  }

  private void call(SqlCall call, Place place) {
    if (call instanceof SqlWith with) {
      with(with, place.with);
    } else if (call instanceof SqlSelect select) {
      operands(select, place.with, select.getFrom());
    } else if (call instanceof SqlJoin join) {
      operands(join, place.with, join.getLeft(), join.getRight());
    } else if (call instanceof SqlInsert insert) {
      operands(insert, place.with, insert.getTargetTable());
    } else if (call instanceof SqlUpdate update) {
      operands(update, place.with, update.getTargetTable());
    } else if (call instanceof SqlDelete delete) {
      operands(delete, place.with, delete.getTargetTable());
    } else if (call instanceof SqlMerge merge) {
      operands(merge, place.with, merge.getTargetTable(), merge.getSourceTableRef());
    } else {
      other(call, place);
    }
  }

  private void other(SqlCall call, Place place) {
    boolean first =
        switch (call.getKind()) {
          case EXPLICIT_TABLE -> true;
          case AS,
              LATERAL,
              TABLE_REF,
              TABLESAMPLE,
              EXTEND,
              PIVOT,
              UNPIVOT,
              SNAPSHOT,
              MATCH_RECOGNIZE ->
              place.ofRelation;
          default -> false;
        };
    if (call.getOperator() instanceof SqlUnresolvedFunction function
        && function.getSqlIdentifier() != null) {
      functions.add(name(function.getSqlIdentifier()));
    }
    if (first) {
      operands(call, place.with, call.operand(0));
    } else {
      operands(call, place.with);
    }
  }

  private void operands(SqlCall call, @Nullable Declared with, @Nullable SqlNode... relations) {
    List<SqlNode> operands = call.getOperandList();
    for (int i = operands.size() - 1; i >= 0; i--) {
      SqlNode operand = operands.get(i);
      boolean ofRelation = false;
      for (SqlNode relation : relations) {
        ofRelation |= operand == relation;
      }
      ahead.push(new Place(operand, ofRelation, with));
    }
  }

  private void with(SqlWith with, @Nullable Declared around) {
    Declared declared = around;
    for (SqlNode node : with.withList) {
      SqlWithItem item = (SqlWithItem) node;
      Declared next = new Declared(item.name.getSimple(), declared);
      ahead.push(new Place(item.query, false, item.recursive.booleanValue() ? next : declared));
      declared = next;
    }
    ahead.push(new Place(with.body, false, declared));
  }
}
