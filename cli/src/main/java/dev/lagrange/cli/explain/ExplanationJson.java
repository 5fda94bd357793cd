package dev.lagrange.cli.explain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;

/** An explanation as one line of JSON. */
final class ExplanationJson {

  private static final JsonMapper JSON = new JsonMapper();

  private ExplanationJson() {}

  /** The fields of the input, then ours, which win. */
  static String print(Explanation explanation, ObjectNode input) {
    ObjectNode line = input.deepCopy();
    Placement placement = explanation.placement();
    line.put("sql", explanation.sql());
    line.put("kind", explanation.kind());
    if (placement != null) {
      line.put("target", placement.target());
      line.put("consistency", placement.consistency().toString());
      line.put("reason", placement.reason());
    } else {
      // the driver refuses it: it goes nowhere
      line.putNull("target");
      line.putNull("consistency");
      line.put("reason", explanation.problem());
    }
    line.put("rule", explanation.rule());
    line.put("statement", explanation.statement().reason());
    line.put("changesSession", explanation.statement().changesSession());
    line.set("tables", names(explanation.statement().tables()));
    line.set("assumed", names(explanation.assumed()));
    line.set("functions", names(explanation.statement().functions()));
    return line.toString();
  }

  private static ArrayNode names(List<QualifiedName> all) {
    ArrayNode names = JSON.createArrayNode();
    all.forEach(name -> names.add(name.toString()));
    return names;
  }
}
