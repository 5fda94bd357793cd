package dev.lagrange.control.policy;

import dev.lagrange.control.yaml.Fields;
import dev.lagrange.control.yaml.Problems;
import dev.lagrange.control.yaml.Yaml;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.NamePattern;
import dev.lagrange.routing.policy.Policy;
import dev.lagrange.routing.policy.Rule;
import dev.lagrange.routing.policy.RuleMode;
import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Makes a policy of nodes, and collects everything that is wrong with it. Used once. */
final class PolicyReader {

  private static final List<String> KEYS =
      List.of("rules", "replicaSafe", "ignoredWrites", "searchPath");
  private static final List<String> KEYS_OF_RULE =
      List.of("tables", "functions", "users", "applications", "level", "mode");
  private static final Map<String, RuleMode> MODES =
      Map.of("default", RuleMode.DEFAULT, "require", RuleMode.REQUIRE);

  private final Problems problems;

  PolicyReader(Problems problems) {
    this.problems = problems;
  }

  /** The policy; of no use if problems were added. */
  Policy read(Node root) {
    Map<String, Node> fields = fields(root, KEYS, "a policy");
    Node list = fields.get("rules");
    if (list == null && root instanceof MappingNode) {
      problems.add(1, "there is no key 'rules': write 'rules: []' for a policy without rules");
    }
    List<Rule> rules = list == null ? List.of() : rules(list);
    if (problems.isEmpty()) {
      checkOrder(rules);
    }
    return new Policy(
        rules,
        texts(fields.get("replicaSafe"), "replicaSafe", NamePattern::parse),
        texts(fields.get("ignoredWrites"), "ignoredWrites", NamePattern::parse),
        texts(fields.get("searchPath"), "searchPath", Function.identity()));
  }

  private List<Rule> rules(Node list) {
    if (!(list instanceof SequenceNode sequence)) {
      problems.add(Yaml.line(list), "'rules' is no list: begin each rule with '- '");
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      Rule rule = rule(item);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private @Nullable Rule rule(Node item) {
    int line = Yaml.line(item);
    Map<String, Node> fields = fields(item, KEYS_OF_RULE, "a rule");
    List<Consistency> level = texts(fields.get("level"), "level", Consistency::parse);
    if (!fields.containsKey("level") && item instanceof MappingNode) {
      problems.add(line, "the rule has no 'level': give it one, such as 'level: strong'");
    } else if (level.size() > 1) {
      problems.add(line, "the rule has several levels: give it one");
    }
    List<RuleMode> mode = texts(fields.get("mode"), "mode", PolicyReader::mode);
    List<NamePattern> tables = texts(fields.get("tables"), "tables", NamePattern::parse);
    List<NamePattern> functions = texts(fields.get("functions"), "functions", NamePattern::parse);
    List<String> users = texts(fields.get("users"), "users", Function.identity());
    List<String> applications =
        texts(fields.get("applications"), "applications", Function.identity());
    if (level.isEmpty()) {
      return null;
    }
    RuleMode first = mode.isEmpty() ? RuleMode.DEFAULT : mode.get(0);
    return new Rule(line, tables, functions, users, applications, level.get(0), first);
  }

  private static RuleMode mode(String text) {
    RuleMode mode = MODES.get(text);
    if (mode == null) {
      throw new IllegalArgumentException(
          "%s is not a mode: write default or require%s"
              .formatted(Quote.of(text), Nearest.suggestion(text, MODES.keySet())));
    }
    return mode;
  }

  /** A default that another one hides is most likely in the wrong order. */
  private void checkOrder(List<Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      Rule later = rules.get(i);
      rules.subList(0, i).stream()
          .filter(earlier -> earlier.hides(later))
          .findFirst()
          .ifPresent(
              earlier ->
                  problems.add(
                      later.line(),
                      "the rule is never reached, because "
                          + earlier
                          + " comes first: move it up"
                          + " or delete it"));
    }
  }

  private Map<String, Node> fields(Node node, List<String> known, String what) {
    return Fields.of(node, known, what, "level: strong", problems);
  }

  /** A text, or a list of them; none if there is no such field. */
  private <T> List<T> texts(@Nullable Node node, String key, Function<String, T> type) {
    if (node == null) {
      return List.of();
    }
    List<Node> items = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    if (items.isEmpty()) {
      problems.add(Yaml.line(node), "'" + key + "' is empty: fill it, or leave it out");
    }
    List<T> values = new ArrayList<>();
    for (Node item : items) {
      if (!(item instanceof ScalarNode scalar)) {
        problems.add(Yaml.line(item), "'" + key + "' holds neither a text nor a list of texts");
      } else if (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank()) {
        problems.add(Yaml.line(item), "'" + key + "' has no value: give it one, or leave it out");
      } else {
        add(values, scalar, type);
      }
    }
    return values;
  }

  private <T> void add(List<T> values, ScalarNode scalar, Function<String, T> type) {
    try {
      values.add(type.apply(scalar.getValue().strip()));
    } catch (IllegalArgumentException refused) {
      problems.add(Yaml.line(scalar), refused.getMessage());
    }
  }
}
