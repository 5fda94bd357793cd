package dev.lagrange.control.mysql;

import dev.lagrange.control.catalog.Code;
import dev.lagrange.control.catalog.CodeGraph;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges the queries of views and the bodies of functions. Each is judged as if all that it names
 * were harmless; that is noted as used, and whatever it turns out to be counts. Used once.
 */
final class StoredCode {

  private final Classifier classifier = new Classifier(Dialect.MYSQL, 0);
  private final CodeGraph graph = new CodeGraph();
  private final Map<Code, Classification> judged = new HashMap<>();

  /** Knows the names that there are. */
  StoredCode(List<StoredRelation> relations, List<StoredFunction> functions) {
    Map<QualifiedName, RelationTrait> relationNames = new HashMap<>();
    relations.forEach(relation -> relationNames.put(relation.name(), RelationTrait.PLAIN));
    Map<QualifiedName, FunctionTrait> functionNames = new HashMap<>();
    functions.forEach(function -> functionNames.put(function.name(), FunctionTrait.SAFE));
    classifier.use(Catalog.of(functionNames, relationNames, Set.of()));
  }

  void add(long number, StoredRelation relation) {
    Code code = relation.code();
    graph.addRelation(number, code);
    if (!relation.view()) {
      return;
    }
    Classification query = classifier.classify(relation.definition());
    if (relation.definition().isBlank() || query.changesSession()) {
      code.worsen(RelationTrait.UNSEEN);
    } else if (!query.isRead()) {
      code.worsen(RelationTrait.PRIMARY);
    }
    judged.put(code, query);
  }

  void add(long number, StoredFunction function, UserFunctions trust) {
    boolean seen = !function.body().isEmpty();
    Classification body = classifier.classifyProcedural(function.body());
    boolean trusted = function.isTrusted(trust) && !body.changesSession();
    Code code =
        trusted ? Code.trusted(function.name()) : new Code(function.name(), RelationTrait.PRIMARY);
    graph.addFunction(number, code);
    if (!seen || body.changesSession()) {
      code.worsen(RelationTrait.UNSEEN);
    }
    judged.put(code, body);
  }

  /** Adds a function of which nothing is known. */
  void addUnseen(long number, QualifiedName function) {
    graph.addFunction(number, new Code(function, RelationTrait.UNSEEN));
  }

  /** What follows for all that was added. */
  Catalog settle() {
    judged.forEach(this::note);
    return graph.settle(Set.of());
  }

  private void note(Code code, Classification text) {
    for (QualifiedName called : text.functions()) {
      if (!isBuiltIn(called) && graph.functions(inSchemaOf(code, called)).isEmpty()) {
        code.worsen(RelationTrait.UNSEEN);
      }
      graph.functions(called).forEach(code::uses);
    }
    for (QualifiedName read : text.tables()) {
      graph.relations(inSchemaOf(code, read)).forEach(code::uses);
    }
  }

  private static boolean isBuiltIn(QualifiedName name) {
    return name.schema() == null && StoredFunction.isBuiltIn(name.name());
  }

  /** What a view or a function names without a schema is in its own. */
  private static QualifiedName inSchemaOf(Code code, QualifiedName name) {
    return name.schema() == null ? new QualifiedName(code.name().schema(), name.name()) : name;
  }
}
