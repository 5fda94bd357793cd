package dev.lagrange.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyUsersTest {

  private static Options options(String query) throws SQLException {
    ClusterUrl url = Vendors.parse("jdbc:lagrange:postgresql://a/app" + query);
    return Vendors.onClassPath().options(url, Map.of());
  }

  @Test
  void theUrlsUserAndThoseOfTheListMayLogIn() throws SQLException {
    Users users = ProxyUsers.of(options("?user=app&password=s%22x"), "\"go\" \"secret\"\n");
    assertThat(users.contains("app")).isTrue();
    assertThat(users.contains("go")).isTrue();
    assertThat(users.size()).isEqualTo(2);
  }

  @Test
  void theListsSecretOfTheUrlsUserCounts() throws SQLException {
    assertThat(ProxyUsers.of(options("?user=app&password=s"), "\"app\" \"other\"").size())
        .isEqualTo(1);
  }

  @Test
  void somebodyHasToBeAbleToLogIn() throws SQLException {
    Options nobody = options("?user=app");
    assertThatThrownBy(() -> ProxyUsers.of(nobody, "; none yet\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody may log in");
  }
}
