package dev.lagrange.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.springboot.RegisterApplication.Register;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A primary that is lost, with what a request wrote, before the response is made. */
final class LostWriteIT {

  @Test
  void responseThatWouldTellOfALostWriteFails() throws Exception {
    try (PostgresCluster servers = PostgresCluster.builder().replicas(1).start()) {
      try (Connection connection =
              servers.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE number AS SELECT 0 AS value");
      }
      servers.awaitReplicasCaughtUp();
      String url = servers.driverUrl() + "&sessionScope=context&failoverTimeout=1min";
      try (ConfigurableApplicationContext instance = RegisterApplication.start(url)) {
        Browser user = new Browser();
        assertThat(user.get(instance, "/read").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = writeThatIsLost(servers, instance, user);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(user.cookies()).extracting(HttpCookie::getValue).containsExactly("everyone");
        assertThat(user.get(instance, "/read").statusCode()).isEqualTo(200);
      }
    }
  }

  private static HttpResponse<String> writeThatIsLost(
      PostgresCluster servers, ConfigurableApplicationContext instance, Browser user)
      throws Exception {
    Register register = instance.getBean(Register.class);
    servers.replicas().get(0).replicationLink().orElseThrow().refuse();
    CompletableFuture<HttpResponse<String>> answer = user.postLater(instance, "/slow");
    try {
      register.reached.await();
      servers.primary().kill();
      servers.failOver();
      Await.until(
          "a write on the new primary",
          Await.PATIENCE,
          () -> new Browser().post(instance, "/write").statusCode() == 200);
    } finally {
      register.mayAnswer.countDown();
    }
    return answer.get();
  }
}
