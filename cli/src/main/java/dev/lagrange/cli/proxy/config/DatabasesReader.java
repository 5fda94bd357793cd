package dev.lagrange.cli.proxy.config;

import dev.lagrange.control.Vendors;
import dev.lagrange.control.yaml.Fields;
import dev.lagrange.control.yaml.Problems;
import dev.lagrange.control.yaml.Yaml;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.spelling.Quote;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the databases of a file, and collects everything that is wrong with them. Used once. */
final class DatabasesReader {

  private static final List<String> KEYS = List.of("url", "options", "pooling");
  private static final String EXAMPLE = "url: jdbc:lagrange:postgresql://a,b,c/app";
  private static final String ANY = "*";

  private final Vendors vendors = Vendors.onClassPath();
  private final Locations locations;
  private final Problems problems;

  DatabasesReader(Locations locations, Problems problems) {
    this.locations = locations;
    this.problems = problems;
  }

  /** The databases by their names; of no use if problems were added. */
  List<DatabaseEntry> read(Node node) {
    List<DatabaseEntry> entries = new ArrayList<>();
    int before = problems.count();
    Map<String, Node> fields = Fields.of(node, null, "a list of databases", "app:", problems);
    if (fields.isEmpty() && problems.count() == before) {
      problems.add(Yaml.line(node), "'databases' is empty: name one, or leave it out");
    }
    fields.forEach(
        (name, value) -> {
          DatabaseEntry entry = entry(name, value);
          if (entry != null) {
            entries.add(entry);
          }
        });
    return entries;
  }

  private @Nullable DatabaseEntry entry(String name, Node node) {
    if (name.equals(ANY)) {
      problems.add(
          Yaml.line(node), "'*' is not served: name each database that clients may ask for");
      return null;
    }
    String what = "database " + Quote.of(name);
    int before = problems.count();
    Map<String, Node> fields = Fields.of(node, KEYS, what, EXAMPLE, problems);
    Node at = fields.get("url");
    if (at == null) {
      if (problems.count() == before) {
        problems.add(Yaml.line(node), what + " has no 'url': give it one, such as " + EXAMPLE);
      }
      return null;
    }
    ClusterUrl url = url(name, at);
    Map<String, Node> nodes =
        fields.containsKey("options")
            ? Fields.of(
                fields.get("options"),
                null,
                "the options of " + what,
                "consistency: eventual",
                problems)
            : Map.of();
    Map<String, String> given = texts(nodes);
    Options options = url == null ? null : options(url, given, nodes, Yaml.line(at));
    Node mode = fields.get("pooling");
    Pooling pooling = mode == null ? null : pooling(mode);
    return url == null || options == null ? null : new DatabaseEntry(name, url, options, pooling);
  }

  private @Nullable Pooling pooling(Node node) {
    String text = Fields.text(node, "pooling", problems);
    try {
      return text == null ? null : Pooling.of(text);
    } catch (IllegalArgumentException refused) {
      problems.add(Yaml.line(node), "'pooling': " + refused.getMessage());
      return null;
    }
  }

  private @Nullable ClusterUrl url(String name, Node node) {
    String text = Fields.text(node, "url", problems);
    if (text == null) {
      return null;
    }
    try {
      ClusterUrl url = ClusterUrl.parse(text);
      return url.database().isEmpty()
          ? new ClusterUrl(url.vendor(), url.hosts(), name, url.properties())
          : url;
    } catch (IllegalArgumentException refused) {
      problems.add(Yaml.line(node), refused.getMessage());
      return null;
    }
  }

  private Map<String, String> texts(Map<String, Node> nodes) {
    Map<String, String> texts = new LinkedHashMap<>();
    nodes.forEach(
        (option, node) -> {
          String text = Fields.text(node, option, problems);
          if (text == null) {
            return;
          }
          try {
            texts.put(option, locations.value(option, text));
          } catch (IllegalArgumentException refused) {
            problems.add(Yaml.line(node), Quote.of(option) + ": " + refused.getMessage());
          }
        });
    return texts;
  }

  private @Nullable Options options(
      ClusterUrl url, Map<String, String> given, Map<String, Node> nodes, int line) {
    for (String option : given.keySet()) {
      if (url.properties().containsKey(option)) {
        problems.add(
            Yaml.line(nodes.get(option)),
            Quote.of(option) + " stands in the URL too: give it once");
      }
    }
    try {
      return vendors.options(url, given);
    } catch (SQLException refused) {
      int before = problems.count();
      given.forEach((option, value) -> check(url, option, value, Yaml.line(nodes.get(option))));
      if (problems.count() == before) {
        problems.add(line, refused.getMessage());
      }
      return null;
    }
  }

  /** By itself, so that the problem has its line. */
  private void check(ClusterUrl url, String option, String value, int line) {
    try {
      vendors.options(
          new ClusterUrl(url.vendor(), url.hosts(), url.database(), Map.of()),
          Map.of(option, value));
    } catch (SQLException refused) {
      problems.add(line, refused.getMessage());
    }
  }
}
