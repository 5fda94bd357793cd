package dev.lagrange.proxy.users;

import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A list of users that changes while the proxy runs. */
@Timeout(300)
final class ReloadIT {

  private static final String ADMIN = PostgresCluster.SUPERUSER;
  private static final String PASSWORD = PostgresCluster.SUPERUSER_PASSWORD;
  private static final String LISTED = "\"" + ADMIN + "\" \"" + PASSWORD + "\"\n";

  @TempDir private Path folder;

  private static boolean letsIn(ProxyOn proxy, String user, String password) {
    try (Connection client = proxy.connectAs(user, password)) {
      return value(client, "SELECT current_user").equals(user);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("28P01");
      return false;
    }
  }

  @Test
  void whoIsTakenOffTheListMayStayAndNotComeBack() throws Exception {
    Path list = Files.writeString(folder.resolve("users"), LISTED);
    try (PostgresCluster cluster = PostgresCluster.builder().start();
        ProxyOn proxy =
            ProxyOn.start(
                cluster,
                "",
                options -> ProxyUsers.read(options, list, null),
                LoginMethod.SCRAM_SHA_256,
                ClientTls.none(),
                ProxyOptions.LOGIN_LIMIT);
        Connection open = proxy.connectAs(ADMIN, PASSWORD)) {
      Files.writeString(list, "; nobody\n");
      Await.until("the user to be gone", Await.PATIENCE, () -> !letsIn(proxy, ADMIN, PASSWORD));
      assertThat(value(open, "SELECT current_user")).isEqualTo(ADMIN);

      Files.writeString(list, LISTED);
      Await.until("the user to be back", Await.PATIENCE, () -> letsIn(proxy, ADMIN, PASSWORD));
    }
  }
}
