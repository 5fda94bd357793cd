package dev.lagrange.cli.explain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
    line.put("statement", explanation.statement().reason());
    line.put("changesSession", explanation.statement().changesSession());
    line.set("functions", JSON.valueToTree(explanation.statement().functions()));
    return line.toString();
  }
}
