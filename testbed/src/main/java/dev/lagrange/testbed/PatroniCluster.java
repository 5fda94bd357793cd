package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL cluster that Patroni keeps, on this machine: real Patroni, one for each server, and
 * a real etcd. Roles and database are those of {@link PostgresCluster}. Everything listens on the
 * loopback address only. Thread-safe. {@link #close()} kills it all and deletes the data; the end
 * of the JVM, even by SIGKILL, kills it too.
 */
public final class PatroniCluster implements AutoCloseable {
  // LAGRANGE_PATRONI is the driver's option
  private static final Program PROGRAM =
      new Program("Patroni", "patroni", "lagrange.patroniProgram", "LAGRANGE_PATRONI_PROGRAM");

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public static final String NOT_FOUND =
      String.join(
          "; ", PROGRAM.notFound(), Etcd.PROGRAM.notFound(), PatroniSettings.TOOLS.notFound());

  private final Sandbox sandbox = Sandbox.ofThisMachine();
  private final Path folder;
  private final Binaries binaries;
  private final Template template;
  private final Etcd etcd;
  private final List<PatroniMember> members = new CopyOnWriteArrayList<>();
  private final AtExit atExit;
  private int made;

  private PatroniCluster(int count) throws IOException {
    CacheFolder cache = CacheFolder.open();
    binaries = Binaries.in(cache);
    template = Template.in(cache, binaries, sandbox);
    etcd = new Etcd(Etcd.PROGRAM.find().orElseThrow(() -> new IllegalStateException(NOT_FOUND)));
    folder = cache.newCluster();
    atExit = AtExit.run(this::closeNow);
    try {
      // the first takes its data for the cluster's; the others follow whoever leads
      newMember("");
      Await.until("a leader", Await.PATIENCE, () -> members.get(0).isPrimary());
      while (members.size() < count) {
        newMember("");
      }
      members.forEach(this::awaitStreaming);
    } catch (IOException | RuntimeException e) {
      String logs = members.stream().map(PatroniMember::logTail).collect(Collectors.joining("\n"));
      close();
      throw new IllegalStateException("Patroni's cluster did not start: " + logs, e);
    }
  }

  /**
   * Whether there are programs to start: each one that a system property or an environment variable
   * names, else the first on the {@code PATH}.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return Stream.of(PROGRAM, Etcd.PROGRAM, PatroniSettings.TOOLS)
        .allMatch(program -> program.find().isPresent());
  }

  /**
   * Starts a cluster of so many members and blocks until one leads and the others stream from it.
   *
   * @throws IllegalStateException if there is no program, or it does not start; with the tails of
   *     the logs
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public static PatroniCluster start(int members) {
    try {
      return new PatroniCluster(members);
    } catch (IOException e) {
      throw new UncheckedIOException("Patroni could not be started", e);
    }
  }

  /** All that were ever started and not removed by {@link #forget}, dead or alive. */
  public List<PatroniMember> members() {
    return List.copyOf(members);
  }

  /**
   * The member that takes writes now.
   *
   * @throws IllegalStateException if none does within {@link Await#PATIENCE}
   */
  public PatroniMember leader() {
    Await.until(
        "a member to take writes",
        Await.PATIENCE,
        () -> members.stream().anyMatch(PatroniMember::isPrimary));
    return members.stream().filter(PatroniMember::isPrimary).findFirst().orElseThrow();
  }

  /** All but the leader. */
  public List<PatroniMember> replicas() {
    PatroniMember leader = leader();
    return members.stream().filter(member -> member != leader).toList();
  }

  /**
   * Adds a replica and waits until it streams.
   *
   * @param tags Patroni's, such as {@code noloadbalance: true}; empty for none
   */
  public PatroniMember add(String tags) {
    try {
      PatroniMember member = newMember(tags);
      awaitStreaming(member);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills a member, which does not count any more. */
  public void forget(PatroniMember member) {
    member.kill();
    members.remove(member);
  }

  /**
   * Has Patroni exchange the leader, and blocks until it says that it has.
   *
   * @throws IOException if it does not do so
   */
  public void switchOver(PatroniMember candidate) throws IOException, InterruptedException {
    PatroniMember leader = leader();
    String body =
        "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(leader.name(), candidate.name());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + Link.HOST + ":" + leader.apiPort() + "/switchover"))
            .timeout(Await.PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Patroni does not switch over: " + answer.body());
    }
  }

  /** The option {@code patroni} for this cluster: the REST server of every member, by its link. */
  public String apis() {
    return members.stream().map(PatroniMember::api).collect(Collectors.joining(","));
  }

  /** The URL of the driver, to which options may be appended with {@code &}. */
  public String driverUrl(PatroniMember seed) {
    return "jdbc:lagrange:postgresql://%s/%s?user=%s&password=%s&monitorUser=%s&monitorPassword=%s&patroni=%s"
        .formatted(
            seed.host(),
            PostgresCluster.DATABASE,
            PostgresCluster.APP_USER,
            PostgresCluster.APP_PASSWORD,
            PostgresCluster.MONITOR_USER,
            PostgresCluster.MONITOR_PASSWORD,
            apis());
  }

  @Override
  public void close() {
    closeNow();
    atExit.cancel();
  }

  private synchronized PatroniMember newMember(String tags) throws IOException {
    made++;
    String name = "member-" + made;
    Path program = PROGRAM.find().orElseThrow(() -> new IllegalStateException(NOT_FOUND));
    PatroniMember member =
        new PatroniMember(
            name,
            folder.resolve(name),
            new PatroniMember.Start(program, sandbox, binaries, template, etcd.port(), tags));
    members.add(member);
    return member;
  }

  private void awaitStreaming(PatroniMember member) {
    try {
      Await.until(
          member.name() + " to lead or to stream",
          Await.PATIENCE,
          () ->
              member
                  .query(
                      "SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver"
                          + " WHERE status = 'streaming')")
                  .equals("t"));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + ": " + member.logTail(), e);
    }
  }

  private synchronized void closeNow() {
    try {
      for (PatroniMember member : members) {
        member.close();
      }
      members.clear();
      etcd.close();
      Shell.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
