package dev.lagrange.springboot;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.driver.context.SessionHeader;
import dev.lagrange.springboot.RegisterApplication.Register;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.net.HttpCookie;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two instances of an application, behind each other, on a cluster of which one replica stands
 * still: what one of them wrote for a user, the other reads for the same user, and nobody else has
 * to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionIT {

  private static final int ROUNDS = 100;

  /** Each replica has its turn, so that one of so many reads is on the one that stands still. */
  private static final int TURNS = 10;

  private PostgresCluster servers;
  private ConfigurableApplicationContext one;
  private ConfigurableApplicationContext two;

  @BeforeAll
  void start() throws Exception {
    servers = PostgresCluster.builder().replicas(2).start();
    try (Connection connection = onPrimary();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE number AS SELECT 0 AS value");
    }
    one = instance("one");
    two = instance("two");
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
    servers.close();
  }

  /**
   * One that has read on each replica before one of them stands still (again), for one of unknown
   * lag serves nobody. Its name makes its URL, and so its cluster, its own.
   */
  private ConfigurableApplicationContext instance(String name, String... properties) {
    PostgresNode still = servers.replicas().get(0);
    still.resumeReplay();
    servers.awaitReplicasCaughtUp();
    ConfigurableApplicationContext instance = started(name, properties);
    for (PostgresNode replica : servers.replicas()) {
      Await.until("a read on " + replica.name(), Await.PATIENCE, () -> readIsOn(replica, instance));
    }
    still.pauseReplay();
    return instance;
  }

  private static boolean readIsOn(PostgresNode node, ConfigurableApplicationContext instance)
      throws Exception {
    return new Browser().get(instance, "/read").body().endsWith("@" + node.name());
  }

  private ConfigurableApplicationContext started(String name, String... properties) {
    String url =
        servers.driverUrl()
            + "&sessionScope=context&maxLag=1d&replicaWait=1s&selector=roundRobin"
            + "&probeTimeout=30s&connectionTimeout=1min&ApplicationName="
            + name;
    return RegisterApplication.start(url, properties);
  }

  private static int value(String seen) {
    return Integer.parseInt(seen.substring(0, seen.indexOf('@')));
  }

  private int written() throws SQLException {
    try (Connection connection = onPrimary();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM number")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Connection onPrimary() throws SQLException {
    return servers.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  /** How many of some reads miss what is there. */
  private int stale(ConfigurableApplicationContext instance, Supplier<Browser> browsers)
      throws Exception {
    int stale = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      HttpResponse<String> read = browsers.get().get(instance, "/read");
      assertThat(read.statusCode()).isEqualTo(200);
      stale += value(read.body()) == written() ? 0 : 1;
    }
    return stale;
  }

  /** The client sees what it wrote; one without its cookies is caught missing it. */
  private void assertSeenOnTheOtherInstanceBy(Browser browser) throws Exception {
    assertThat(stale(two, Browser::new)).as("without cookies").isPositive();
    assertThat(stale(two, () -> browser)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherInstanceSeesEachWriteWhileMostReadsAreOnReplicas(boolean virtualThreads)
      throws Exception {
    String threads = "spring.threads.virtual.enabled=" + virtualThreads;
    boolean areVirtual = virtualThreads && Runtime.version().feature() >= 21;
    try (ConfigurableApplicationContext here = instance("here-" + virtualThreads, threads);
        ConfigurableApplicationContext there = instance("there-" + virtualThreads, threads)) {
      Browser user = new Browser();
      assertThat(user.get(there, "/thread").body().startsWith("VirtualThread"))
          .isEqualTo(areVirtual);
      int onReplicas = 0;
      int stale = 0;
      int staleWithoutCookies = 0;
      for (int round = 0; round < ROUNDS; round++) {
        int value = Integer.parseInt(user.post(here, "/write").body());
        String seen = user.get(there, "/read").body();
        onReplicas += seen.endsWith("@" + servers.primary().name()) ? 0 : 1;
        stale += value(seen) == value ? 0 : 1;
        String other = new Browser().get(there, "/read").body();
        staleWithoutCookies += value(other) == value ? 0 : 1;
      }
      System.out.printf(
          "Spring Boot sessions, virtual threads %s: %d rounds, %d reads on replicas, %d stale;"
              + " without cookies %d stale%n",
          virtualThreads, ROUNDS, onReplicas, stale, staleWithoutCookies);
      assertThat(stale).isZero();
      assertThat(onReplicas).isGreaterThan(ROUNDS / 2);
      assertThat(staleWithoutCookies).isPositive();
      assertThat(user.cookies()).hasSize(1);
    }
  }

  @Test
  void cookieIsOfTheSessionAndForNoScript() throws Exception {
    HttpResponse<String> answer = new Browser().post(one, "/write");

    assertThat(answer.headers().allValues("Set-Cookie"))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .matches("lagrange\\.[0-9a-f]+=lg1\\.[^;]+; Path=/; HttpOnly; SameSite=Lax");
    assertThat(answer.headers().firstValue(SessionHeader.NAME)).isEmpty();
  }

  @Test
  void responseWithoutAnyStatementSetsNothing() throws Exception {
    Browser user = new Browser();
    user.post(one, "/write");

    assertThat(user.get(one, "/nothing").headers().firstValue("Set-Cookie")).isEmpty();
    assertSeenOnTheOtherInstanceBy(user);
  }

  @Test
  void redirectAfterAFormCarriesIt() throws Exception {
    Browser user = new Browser();
    HttpResponse<String> answer = user.post(one, "/form");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/read");
    assertSeenOnTheOtherInstanceBy(user);
  }

  @Test
  void responseThatIsFlushedEarlyCarriesIt() throws Exception {
    Browser user = new Browser();

    assertThat(user.post(one, "/flushed").body()).isEqualTo("written: " + written() + "; and more");
    assertSeenOnTheOtherInstanceBy(user);
  }

  @Test
  void responseLargerThanItsBufferCarriesIt() throws Exception {
    Browser user = new Browser();

    HttpResponse<String> answer = user.post(one, "/large");
    assertThat(answer.body()).matches("(" + written() + ")+").hasSizeGreaterThan(90_000);
    assertSeenOnTheOtherInstanceBy(user);
  }

  @Test
  void responseOfCharactersCarriesIt() throws Exception {
    Browser user = new Browser();

    String body = user.post(one, "/characters").body();
    assertThat(body).isEqualTo("geschrieben für Sie: " + written() + " €");
    assertSeenOnTheOtherInstanceBy(user);
  }

  @ParameterizedTest
  @CsvSource({"/thrown, 500", "/refused, 409"})
  void errorPageCarriesWhatWasWrittenBefore(String path, int status) throws Exception {
    Browser user = new Browser();
    HttpResponse<String> answer = user.post(one, path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"status\":" + status);
    assertSeenOnTheOtherInstanceBy(user);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/callable", "/deferred", "/streamed"})
  void whatOtherThreadsOfAnAsynchronousRequestWroteIsSeen(String path) throws Exception {
    Browser user = new Browser();
    HttpResponse<String> answer = user.post(one, path);

    assertThat(answer.body()).endsWith(String.valueOf(written()));
    assertThat(user.cookies()).extracting(HttpCookie::getValue).containsExactly("everyone");
    assertSeenOnTheOtherInstanceBy(user);
    assertThat(user.cookies())
        .singleElement()
        .satisfies(cookie -> assertThat(cookie.getValue()).startsWith("lg1."));
  }

  @Test
  void responseThatIsLateTakesNothingBack() throws Exception {
    // By turns: the next read is on the one that stands still.
    Await.until(
        "a read on the replica that replays",
        Await.PATIENCE,
        () -> readIsOn(servers.replicas().get(1), two));
    Browser user = new Browser();
    Register register = two.getBean(Register.class);
    CompletableFuture<HttpResponse<String>> slow = user.getLater(two, "/slow");
    try {
      register.reached.await();
      user.post(one, "/write");
    } finally {
      register.mayAnswer.countDown();
    }
    assertThat(slow.get().body()).endsWith("@" + servers.replicas().get(0).name());

    // Were there only one, it would be that of the late response, which says nothing of the write.
    assertThat(user.cookies()).hasSize(2);
    assertSeenOnTheOtherInstanceBy(user);
    assertThat(user.cookies()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "lg1.nonsense"})
  void cookieThatIsNoGoodIsReplacedAndReadsMissNothing(String forged) throws Exception {
    new Browser().post(one, "/write");
    assertThat(stale(two, Browser::new)).as("without cookies").isPositive();

    for (int turn = 0; turn < TURNS; turn++) {
      Browser user = new Browser();
      user.keep(two, new HttpCookie("lagrange.1", forged));
      assertThat(stale(two, () -> user)).isZero();
      assertThat(user.cookies())
          .singleElement()
          .satisfies(cookie -> assertThat(cookie.getValue()).startsWith("lg1."));
    }
  }

  @Test
  void cookieOfAnotherClusterIsKeptForItAndReadsMissNothing() throws Exception {
    byte[] position = "42=p1-100".getBytes(StandardCharsets.US_ASCII);
    String foreign = "lg1." + Base64.getUrlEncoder().withoutPadding().encodeToString(position);
    new Browser().post(one, "/write");

    for (int turn = 0; turn < TURNS; turn++) {
      Browser user = new Browser();
      user.keep(two, new HttpCookie("lagrange.1", foreign));
      assertThat(stale(two, () -> user)).isZero();
      assertThat(user.cookies()).hasSize(2).extracting(HttpCookie::getValue).contains(foreign);
    }
  }

  @Test
  void headerCarriesASessionBetweenServices() throws Exception {
    String carrier = "lagrange.session.carrier=header";
    try (ConfigurableApplicationContext service = instance("service", carrier)) {
      HttpResponse<String> answer = new Browser().post(service, "/write");
      String token = answer.headers().firstValue(SessionHeader.NAME).orElseThrow();
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();

      for (int turn = 0; turn < TURNS; turn++) {
        HttpRequest.Builder request = HttpRequest.newBuilder(Browser.uri(service, "/read"));
        String seen = new Browser().send(request.header(SessionHeader.NAME, token)).body();
        assertThat(value(seen)).isEqualTo(written());
      }
      assertThat(stale(service, Browser::new)).as("without the header").isPositive();
      HttpResponse<String> left = new Browser().post(service, "/callable");
      assertThat(left.headers().firstValue(SessionHeader.NAME)).contains(SessionContext.EVERYONE);
    }
  }

  @Test
  void switchedOffNothingIsSetAndReadsAreEverybodys() throws Exception {
    try (ConfigurableApplicationContext off = started("off", "lagrange.session.enabled=false")) {
      Browser user = new Browser();
      assertThat(user.post(off, "/write").headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(stale(off, Browser::new)).isZero();
    }
  }
}
