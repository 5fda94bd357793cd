package dev.lagrange.control.postgresql;

import dev.lagrange.control.catalog.Code;
import dev.lagrange.control.catalog.CodeGraph;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.RelationTrait;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.util.Map;
import java.util.Set;

/**
 * Judges the bodies of users' functions that are kept as text. A body is judged as if all other
 * users' functions were harmless; those it names are noted as used, and whatever they turn out to
 * be it takes over. Not thread-safe.
 */
final class FunctionBodies {

  private final CodeGraph graph;
  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 0);

  /**
   * Knows all functions.
   *
   * @param operators the spellings of users' operators that run code not known to be safe
   */
  FunctionBodies(CodeGraph graph, Set<String> operators) {
    this.graph = graph;
    classifier.use(Catalog.of(graph.functionNames(), Map.of(), operators));
  }

  void sql(Code function, String body) {
    judge(function, classifier.classify(body));
  }

  void plpgsql(Code function, String body) {
    judge(function, classifier.classifyProcedural(body));
  }

  private void judge(Code function, Classification body) {
    if (body.changesSession()) {
      function.worsen(RelationTrait.UNSEEN);
      return;
    }
    body.functions().forEach(called -> graph.functions(called).forEach(function::uses));
    body.tables().forEach(read -> graph.relations(read).forEach(function::uses));
  }
}
