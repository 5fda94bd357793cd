package dev.lagrange.cli.proxy.config;

import dev.lagrange.control.yaml.Fields;
import dev.lagrange.control.yaml.Problems;
import dev.lagrange.control.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A file in YAML that says what the command line may say: each of the command's options is a key of
 * it, without its dashes, and the key {@code databases} has what is served. Relative paths are
 * relative to the file's folder.
 */
public final class ConfigFile {

  private static final String DATABASES = "databases";
  private static final String WHAT = "the proxy's configuration";

  private final Path file;

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file, and gives the command the options that its command line has not. Blocks; takes up
   * to 256 KiB.
   *
   * @return the databases that it names; none if it leaves that to the command line
   * @throws IllegalArgumentException if it cannot be read, or with all its problems at once, each
   *     with its line, the value, the rule and the remedy
   */
  public static List<DatabaseEntry> give(Path file, CommandSpec command) {
    return new ConfigFile(file).giveTo(command);
  }

  private List<DatabaseEntry> giveTo(CommandSpec command) {
    Problems problems = new Problems();
    Node root = Yaml.parse(bytes(), WHAT, problems);
    if (root == null && problems.isEmpty()) {
      throw refused("it is empty: write at least 'databases:', or leave out --config");
    }
    List<DatabaseEntry> databases = List.of();
    if (root != null) {
      Locations locations = new Locations(file);
      CommandOptions options = new CommandOptions(command, locations, problems);
      List<String> known = new ArrayList<>(options.keys());
      known.add(DATABASES);
      Map<String, Node> fields = Fields.of(root, known, WHAT, "listen: 127.0.0.1:6432", problems);
      Node entries = fields.remove(DATABASES);
      fields.forEach(options::give);
      if (entries != null) {
        databases = new DatabasesReader(locations, problems).read(entries);
      }
    }
    if (!problems.isEmpty()) {
      throw refused(problems.toString());
    }
    return databases;
  }

  private byte[] bytes() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(Yaml.MOST_BYTES + 1);
      if (bytes.length > Yaml.MOST_BYTES) {
        throw refused("it has more than " + Yaml.MOST_BYTES / 1024 + " KiB: is it the right file?");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw refused("there is no such file: correct --config");
    } catch (IOException e) {
      throw refused("it cannot be read: " + e.getMessage());
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("--config " + file + ": " + why);
  }
}
