package dev.lagrange.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Node.js, which the testbed does not bring along: {@code node} and {@code npm} are the files that
 * the system properties {@code lagrange.node} and {@code lagrange.npm} or the environment variables
 * {@code LAGRANGE_NODE} and {@code LAGRANGE_NPM} name, else the first on the {@code PATH}. Packages
 * come from the registry that npm is set up with.
 */
public final class NodeJs {
  private static final Program NODE =
      new Program("Node.js", "node", "lagrange.node", "LAGRANGE_NODE");
  private static final Program NPM = new Program("npm", "npm", "lagrange.npm", "LAGRANGE_NPM");

  private final Path node;
  private final Path packages;

  private NodeJs(Path node, Path packages) {
    this.node = node;
    this.packages = packages;
  }

  /**
   * Whether there are both programs.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return NODE.find().isPresent() && NPM.find().isPresent();
  }

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public static String notFound() {
    return (NODE.find().isEmpty() ? NODE : NPM).notFound();
  }

  /**
   * Has npm install packages into a folder, unless they are there; no script of theirs is run.
   * Blocks until they are.
   *
   * @param folder made if it is not there
   * @param packages with their versions: {@code pg@8.23.1}
   * @throws IOException with what npm said, if it could not
   * @throws IllegalStateException if there is no program
   */
  public static NodeJs with(Path folder, List<String> packages) throws IOException {
    Path node = NODE.require();
    Path npm = NPM.require();
    Files.createDirectories(folder);
    LockFile.hold(folder.resolve("install.lock"), () -> install(npm, folder, packages));
    return new NodeJs(node, folder.resolve("node_modules"));
  }

  private static void install(Path npm, Path folder, List<String> packages) throws IOException {
    Path complete = folder.resolve("installed.txt");
    if (!Files.exists(complete) || !Files.readAllLines(complete).equals(packages)) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  npm.toString(),
                  "install",
                  "--prefix",
                  folder.toString(),
                  "--no-save",
                  "--no-package-lock",
                  "--ignore-scripts",
                  "--no-audit",
                  "--no-fund"));
      command.addAll(packages);
      Shell.run(command);
      Files.write(complete, packages);
    }
  }

  /**
   * A script as a process to be started, with the environment of {@link ClientProgram#command}.
   *
   * @param script its file, CommonJS
   */
  public ProcessBuilder command(int port, Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(node.toString(), script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    ClientProgram.connectTo(port, builder.environment());
    builder.environment().put("NODE_PATH", packages.toString());
    return builder;
  }
}
