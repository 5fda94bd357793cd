package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.driver.context.SessionHeader;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A session that goes from one service to another and back, over HTTP, while no replica replays
 * anything: what one of them wrote, the other reads.
 */
final class SessionHeaderIT {

  private static final String READ = "SELECT ver FROM r WHERE id = 0";
  private static final String WRITE = "UPDATE r SET ver = ver + 1 WHERE id = 0";

  private PostgresCluster cluster;
  private LagrangeDataSource here;
  private LagrangeDataSource there;
  private HttpServer service;

  @BeforeEach
  void start() throws Exception {
    cluster = RegisterSession.startCluster(1, 1);
    String options = "sessionScope=context&maxLag=1d&selector=";
    here = new LagrangeDataSource(LagrangeUrl.of(cluster, options + "roundRobin"), Map.of());
    there = new LagrangeDataSource(LagrangeUrl.of(cluster, options + "leastOutstanding"), Map.of());
    for (LagrangeDataSource source : new LagrangeDataSource[] {here, there}) {
      LagrangeUrl.awaitReplicas(cluster, source);
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.awaitReadOnReplica(connection, READ);
      }
    }
    cluster.replicas().forEach(PostgresNode::pauseReplay);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    service = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    service.createContext("/read", exchange -> serve(exchange, READ));
    service.createContext("/write", exchange -> serve(exchange, WRITE + " RETURNING ver"));
    service.start();
  }

  @AfterEach
  void stop() throws SQLException {
    service.stop(0);
    here.close();
    there.close();
    cluster.close();
  }

  private void serve(HttpExchange exchange, String sql) throws IOException {
    try (exchange;
        SessionContext session = SessionHeader.receive(exchange.getRequestHeaders()::getFirst);
        Connection connection = there.getConnection()) {
      byte[] answer = LagrangeUrl.value(connection, sql).getBytes(StandardCharsets.UTF_8);
      assertThat(SessionContext.current()).isSameAs(session);
      SessionHeader.send(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private HttpResponse<String> call(String path, boolean carried) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (carried) {
      SessionHeader.send(request::header);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String read() throws SQLException {
    try (Connection connection = here.getConnection()) {
      return LagrangeUrl.value(connection, READ);
    }
  }

  @Test
  void serviceThatIsCalledReadsWhatItsCallerWrote() throws Exception {
    try (SessionContext session = SessionContext.open();
        Connection connection = here.getConnection()) {
      LagrangeUrl.execute(connection, WRITE);

      assertThat(call("/read", false).body()).as("without the header").isEqualTo("1");
      assertThat(call("/read", true).body()).isEqualTo("2");
      assertThat(session.token()).isNotEmpty();
    }
  }

  @Test
  void callerReadsWhatTheServiceWrote() throws Exception {
    try (SessionContext session = SessionContext.open()) {
      HttpResponse<String> answer = call("/write", true);
      assertThat(answer.body()).isEqualTo("2");

      assertThat(read()).as("before it is joined").isEqualTo("1");
      SessionHeader.join(name -> answer.headers().firstValue(name).orElse(null));
      assertThat(read()).isEqualTo("2");
      assertThat(session.token()).isNotEmpty();
    }
  }

  @Test
  void whoUsesNoDatabasePassesOnAllThatItWasGiven() throws Exception {
    try (SessionContext caller = SessionContext.open()) {
      read();
      HttpResponse<String> answer = call("/write", true);
      String before = caller.token();
      String between;
      try (SessionContext passing = SessionContext.open(before)) {
        SessionHeader.join(name -> answer.headers().firstValue(name).orElse(null));
        between = passing.token();
      }
      try (SessionContext end = SessionContext.open(between)) {
        assertThat(read()).isEqualTo("2");
        assertThat(end.token()).startsWith("lg1.").doesNotContain(",");
      }
    }
  }

  @Test
  void outsideOfASessionNothingIsCarried() throws Exception {
    HttpResponse<String> answer = call("/write", true);
    SessionHeader.join(name -> answer.headers().firstValue(name).orElse(null));

    assertThat(SessionContext.current()).isNull();
    assertThat(answer.request().headers().firstValue(SessionHeader.NAME)).isEmpty();
  }

  @Test
  void forgedAnswerIsRefusedAndChangesNothing() throws Exception {
    try (SessionContext session = SessionContext.open()) {
      assertThat(read()).isEqualTo("1");
      assertThatThrownBy(() -> SessionHeader.join(name -> "lg1.nonsense"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG003"));
      assertThat(read()).isEqualTo("1");
      assertThat(session.token()).startsWith("lg1.");
    }
  }

  @Test
  void whoBeginsWithEveryoneReadsWhatOthersWroteBefore() throws Exception {
    call("/write", false);

    try (SessionContext session = SessionContext.open()) {
      assertThat(read()).as("with a session of its own").isEqualTo("1");
      session.join(SessionContext.EVERYONE);
      assertThat(read()).isEqualTo("2");
    }
    String token;
    try (SessionContext session = SessionContext.open(SessionContext.EVERYONE)) {
      assertThat(session.token()).as("before it was on a cluster").isEqualTo("everyone");
      assertThat(read()).isEqualTo("2");
      token = session.token();
    }
    assertThat(token).startsWith("lg1.").doesNotContain("everyone");
    try (SessionContext session = SessionContext.open(token)) {
      assertThat(read()).isEqualTo("2");
      assertThat(session.token()).isNotEmpty();
    }
  }

  @Test
  void whatAClientForgedCountsAsEveryone() throws Exception {
    call("/write", false);

    try (SessionContext session = SessionContext.ofClient("lg1.nonsense")) {
      assertThat(read()).isEqualTo("2");
      assertThat(session.token()).startsWith("lg1.").doesNotContain("nonsense");
    }
    try (SessionContext session = SessionContext.ofClient("")) {
      assertThat(read()).as("without any").isEqualTo("1");
      assertThat(session.token()).isNotEmpty();
    }
  }

  @Test
  void tokenOfAnotherClusterIsPassedOn() throws Exception {
    byte[] position = "42=p1-100".getBytes(StandardCharsets.US_ASCII);
    String other = "lg1." + Base64.getUrlEncoder().withoutPadding().encodeToString(position);

    try (SessionContext session = SessionContext.ofClient(other)) {
      assertThat(read()).isEqualTo("1");
      String token = session.token();
      assertThat(token.split(",")).hasSize(2).contains(other);
    }
  }
}
