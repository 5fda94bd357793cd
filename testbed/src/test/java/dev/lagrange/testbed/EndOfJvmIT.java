package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfJvmIT {
  @TempDir private Path folder;

  @Test
  void nothingSurvivesAJvmThatIsKilledWhileANodeIsFrozen() throws Exception {
    Process jvm = start(List.of(), classPath(), "freeze");
    awaitReady(jvm);
    List<ProcessHandle> servers = jvm.descendants().toList();
    assertThat(servers).hasSizeGreaterThan(10);

    jvm.destroyForcibly();

    Await.until(
        "all servers to end",
        Await.PATIENCE,
        () -> servers.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(clusters()).as("nobody was left to delete the data").isNotEmpty();
    Process next = start(List.of(), classPath());
    awaitReady(next);
    next.getOutputStream().close();
    next.waitFor();
    assertThat(clusters()).as("the next JVM deletes the data of the first").isEmpty();
  }

  @Test
  void noProxySurvivesAJvmThatIsKilled() throws Exception {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    assumeTrue(HaProxy.isFound(), HaProxy.NOT_FOUND);
    Process jvm = start(List.of(), classPath(), "proxies");
    awaitReady(jvm);
    List<ProcessHandle> servers = jvm.descendants().toList();
    assertThat(
            servers.stream().map(ProcessHandle::info).flatMap(info -> info.commandLine().stream()))
        .anyMatch(command -> command.contains("pgpool.conf"))
        .anyMatch(command -> command.contains("haproxy.cfg"));

    jvm.destroyForcibly();

    Await.until(
        "all servers to end",
        Await.PATIENCE,
        () -> servers.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void noPatroniSurvivesAJvmThatIsKilled() throws Exception {
    assumeTrue(PatroniCluster.isFound(), PatroniCluster.NOT_FOUND);
    Process jvm = start(List.of(), classPath(), "patroni");
    awaitReady(jvm);
    List<ProcessHandle> servers = jvm.descendants().toList();
    assertThat(
            servers.stream().map(ProcessHandle::info).flatMap(info -> info.commandLine().stream()))
        .anyMatch(command -> command.contains("patroni.yml"))
        .anyMatch(command -> command.contains("--initial-cluster="));

    jvm.destroyForcibly();

    Await.until(
        "all servers to end",
        Await.PATIENCE,
        () -> servers.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void nothingSurvivesAJvmThatIsTerminated() throws Exception {
    Process jvm = start(List.of(), classPath());
    awaitReady(jvm);
    List<ProcessHandle> servers = jvm.descendants().toList();

    jvm.destroy();
    jvm.waitFor();

    Await.until(
        "all servers to end",
        Await.PATIENCE,
        () -> servers.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(clusters()).isEmpty();
  }

  @Test
  void ordinaryUserCanHaveClusters() throws Exception {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    assumeTrue(root, "this JVM runs as an ordinary user, so every other test shows it");
    Sandbox.ofThisMachine().makeFolder(folder);

    Process jvm =
        start(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            readableClassPath());
    awaitReady(jvm);
    assertThat(jvm.descendants()).hasSizeGreaterThan(10);
    jvm.getOutputStream().close();

    assertThat(jvm.waitFor()).isZero();
    assertThat(clusters()).isEmpty();
  }

  private Process start(List<String> prefix, List<String> classPath, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            String.join(File.pathSeparator, classPath),
            ClusterHolder.class.getName()));
    command.addAll(List.of(options));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
  }

  private static void awaitReady(Process jvm) throws IOException {
    BufferedReader output = jvm.inputReader();
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(ClusterHolder.READY)) {
        return;
      }
      lines.add(line);
    }
    assertThat(lines)
        .as("the other JVM ended before its cluster was ready")
        .contains(ClusterHolder.READY);
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
  }

  /** The local repository may be closed to other users. */
  private List<String> readableClassPath() throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : classPath()) {
      if (Files.exists(Path.of(entry))) {
        Path copy = folder.resolve("class-path-" + copies.size());
        Shell.copyTree(Path.of(entry), copy);
        copies.add(copy.toString());
      }
    }
    Shell.run(List.of("chmod", "-R", "a+rX", folder.toString()));
    return copies;
  }

  private List<Path> clusters() throws IOException {
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(path -> path.getFileName().toString().startsWith("cluster-")).toList();
    }
  }
}
