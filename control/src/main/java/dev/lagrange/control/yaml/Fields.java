package dev.lagrange.control.yaml;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads keys and values of nodes; what is wrong with them becomes a problem. */
public final class Fields {

  private Fields() {}

  /**
   * The fields of a node, in its order; none if it has no such thing.
   *
   * @param known the keys that it may have; null for any
   * @param what the node is to be, such as {@code a rule}
   * @param example of a key and a value
   */
  public static Map<String, Node> of(
      Node node,
      @Nullable Collection<String> known,
      String what,
      String example,
      Problems problems) {
    Map<String, Node> fields = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(
          Yaml.line(node), "is not " + what + ": write keys and values, such as '" + example + "'");
      return fields;
    }
    for (NodeTuple field : mapping.getValue()) {
      Node key = field.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (known == null ? name.isBlank() : !known.contains(name)) {
        String near = known == null ? "" : Nearest.suggestion(name, known);
        String rule = known == null ? ": write a name" : ": it has " + known;
        problems.add(
            Yaml.line(key),
            "%s is not a key of %s%s"
                .formatted(Quote.of(name), what, near.isEmpty() ? rule : near));
      } else if (fields.putIfAbsent(name, field.getValueNode()) != null) {
        problems.add(Yaml.line(key), Quote.of(name) + " stands there twice: join both");
      }
    }
    return fields;
  }

  /** The text of a key, as it is written; null if it has none. */
  public static @Nullable String text(Node node, String key, Problems problems) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(Yaml.line(node), Quote.of(key) + " is not a single value: give it one");
    } else if (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty()) {
      problems.add(Yaml.line(node), Quote.of(key) + " has no value: give it one, or leave it out");
    } else {
      return scalar.getValue();
    }
    return null;
  }
}
