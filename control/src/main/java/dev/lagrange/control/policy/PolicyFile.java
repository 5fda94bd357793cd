package dev.lagrange.control.policy;

import dev.lagrange.control.yaml.Problems;
import dev.lagrange.control.yaml.Yaml;
import dev.lagrange.routing.policy.Policy;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.nodes.Node;

/** A policy in a file or elsewhere, as the option {@code policy} names it. Thread-safe. */
public final class PolicyFile {

  private final String location;
  private final PolicySource source;

  private PolicyFile(String location, PolicySource source) {
    this.location = location;
    this.source = source;
  }

  /**
   * The policy at a location: {@code file:} and a path, absolute or from the working directory;
   * {@code classpath:} and the name of a resource; or any other URL that this JVM opens. What has
   * no scheme is a path.
   *
   * @throws IllegalArgumentException if it is none of them (SQLSTATE 22023 at the boundary)
   */
  public static PolicyFile at(String location) {
    try {
      return new PolicyFile(location, PolicySource.of(location));
    } catch (IllegalArgumentException e) {
      throw refused(location, e.getMessage(), e);
    }
  }

  /**
   * A location for {@link #at}, where a relative path counts from a folder and not from the working
   * directory.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String from(Path folder, String location) {
    return PolicySource.from(folder, location);
  }

  /**
   * Reads it. Blocks; opens up to 256 KiB, and other URLs than files for some seconds at most.
   *
   * @throws IllegalArgumentException if it cannot be read, or with all its problems at once, each
   *     with its line, the value, the rule and the remedy (SQLSTATE 22023 at the boundary)
   */
  public Policy read() {
    return parse(bytes());
  }

  byte[] bytes() {
    try {
      return source.read();
    } catch (IllegalArgumentException e) {
      throw refused(location, e.getMessage(), e);
    }
  }

  Policy parse(byte[] bytes) {
    try {
      return parsed(bytes);
    } catch (NoClassDefFoundError e) {
      throw refused(
          location,
          "reading it needs org.snakeyaml:snakeyaml-engine on the class path: add it, or leave"
              + " out 'policy'",
          e);
    }
  }

  private Policy parsed(byte[] bytes) {
    Problems problems = new Problems();
    Node root = Yaml.parse(bytes, "a policy", problems);
    if (root == null && problems.isEmpty()) {
      // as it is while an editor writes it: what is required must not lapse for that
      throw refused(location, "it is empty: write 'rules: []' for a policy without rules", null);
    }
    Policy policy = root == null ? null : new PolicyReader(problems).read(root);
    if (policy == null || !problems.isEmpty()) {
      throw refused(location, problems.toString(), null);
    }
    return policy;
  }

  boolean mayChange() {
    return source.mayChange();
  }

  private static IllegalArgumentException refused(
      String location, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException("Policy '" + location + "': " + why, cause);
  }

  /** Its location. */
  @Override
  public String toString() {
    return location;
  }
}
