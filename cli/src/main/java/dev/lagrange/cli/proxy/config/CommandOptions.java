package dev.lagrange.cli.proxy.config;

import dev.lagrange.control.yaml.Fields;
import dev.lagrange.control.yaml.Problems;
import dev.lagrange.control.yaml.Yaml;
import dev.lagrange.routing.spelling.Quote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command as keys of a file. What the command line says counts, and the file's
 * value is checked all the same. Used once.
 */
final class CommandOptions {

  /** What is said in the command line only, or otherwise in the file. */
  private static final Set<String> NOT_THERE = Set.of("config", "check", "url", "help", "version");

  private final Map<String, OptionSpec> options = new TreeMap<>();
  private final ParseResult commandLine;
  private final Locations locations;
  private final Problems problems;

  CommandOptions(CommandSpec command, Locations locations, Problems problems) {
    this.commandLine = command.commandLine().getParseResult();
    this.locations = locations;
    this.problems = problems;
    for (OptionSpec option : command.options()) {
      String key = option.longestName().replaceFirst("^--", "");
      if (!NOT_THERE.contains(key)) {
        options.put(key, option);
      }
    }
  }

  List<String> keys() {
    return List.copyOf(options.keySet());
  }

  /** Gives the command what the file says for a key. */
  void give(String key, Node node) {
    OptionSpec option = options.get(key);
    if (option == null) {
      return;
    }
    List<String> texts = new ArrayList<>();
    boolean several = option.isMultiValue() && node instanceof SequenceNode;
    for (Node one : several ? ((SequenceNode) node).getValue() : List.of(node)) {
      String text = Fields.text(one, key, problems);
      if (text == null) {
        return;
      }
      texts.add(text);
    }
    String text = String.join(", ", texts);
    try {
      Object value = option.isMultiValue() ? texts : value(option, text);
      if (!commandLine.hasMatchedOption(option)) {
        option.setValue(value);
      }
    } catch (NumberFormatException e) {
      problems.add(
          Yaml.line(node), Quote.of(key) + " is not a whole number, but " + Quote.of(text));
    } catch (Exception refused) {
      problems.add(Yaml.line(node), Quote.of(key) + ": " + refused.getMessage());
    }
  }

  private Object value(OptionSpec option, String text) throws Exception {
    for (ITypeConverter<?> converter : option.converters()) {
      return converter.convert(text);
    }
    Class<?> type = option.type();
    if (type == Path.class) {
      return locations.of(text);
    }
    if (type == int.class || type == Integer.class) {
      return Integer.valueOf(text);
    }
    if (type == String.class) {
      return text;
    }
    throw new IllegalStateException("no file says a value of " + type);
  }
}
