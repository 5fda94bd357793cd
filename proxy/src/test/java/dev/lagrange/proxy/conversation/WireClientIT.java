package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client knows each way in which a server asks for a password. */
final class WireClientIT {
  private static final String PASSWORD = "of the wire";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws IOException, SQLException {
    cluster = PostgresCluster.builder().start();
    try (Connection superuser = cluster.primary().connectAsSuperuser();
        Statement statement = superuser.createStatement()) {
      for (String method : List.of("trust", "password", "md5")) {
        statement.execute("SET password_encryption = md5");
        statement.execute("CREATE ROLE by_%s LOGIN PASSWORD '%s'".formatted(method, PASSWORD));
      }
      Path rules = cluster.primary().dataDirectory().resolve("pg_hba.conf");
      String own =
          """
          host all by_trust 127.0.0.1/32 trust
          host all by_password 127.0.0.1/32 password
          host all by_md5 127.0.0.1/32 md5
          """;
      Files.writeString(rules, own + Files.readString(rules));
      statement.execute("SELECT pg_reload_conf()");
    }
    Await.until(
        "the server to trust by_trust",
        Await.PATIENCE,
        () -> logIn("by_trust", "").endsWith("Z(I)"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String logIn(String user, String password) throws IOException {
    Address address = new Address(cluster.primary().host(), cluster.primary().directPort());
    try (WireClient client = WireClient.connect(address)) {
      return client.logIn(Login.of(user, password, PostgresCluster.DATABASE)).stream()
          .filter(message -> message.type() != 'S')
          .map(Message::outline)
          .collect(Collectors.joining(" "));
    }
  }

  @Test
  void logsInWithoutPasswordWhereNoneIsAskedFor() throws IOException {
    assertThat(logIn("by_trust", "")).isEqualTo("R(0) K Z(I)");
  }

  @Test
  void logsInWithClearText() throws IOException {
    assertThat(logIn("by_password", PASSWORD)).startsWith("R(3) R(0)").endsWith("K Z(I)");
  }

  @Test
  void logsInWithMd5() throws IOException {
    assertThat(logIn("by_md5", PASSWORD)).startsWith("R(5) R(0)").endsWith("K Z(I)");
  }

  @Test
  void logsInWithScram() throws IOException {
    assertThat(logIn(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD))
        .isEqualTo("R(10) R(11) R(12) R(0) K Z(I)");
  }

  @Test
  void isRefusedWithAWrongPassword() throws IOException {
    assertThat(logIn("by_password", "wrong")).isEqualTo("R(3) E(28P01)");
    assertThat(logIn("by_md5", "wrong")).isEqualTo("R(5) E(28P01)");
    assertThat(logIn(PostgresCluster.APP_USER, "wrong")).isEqualTo("R(10) R(11) E(28P01)");
  }
}
