package dev.lagrange.proxy.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyUsersTest {

  private static Options options(String query) throws SQLException {
    ClusterUrl url = Vendors.parse("jdbc:lagrange:postgresql://a/app" + query);
    return Vendors.onClassPath().options(url, Map.of());
  }

  @Test
  void theUrlsUserAndThoseOfTheListMayLogIn() throws SQLException {
    Users users =
        ProxyUsers.of(options("?user=app&password=s%22x"), "\"go\" \"secret\"\n").listed();
    assertThat(users.contains("app")).isTrue();
    assertThat(users.contains("go")).isTrue();
    assertThat(users.size()).isEqualTo(2);
  }

  @Test
  void theListsSecretOfTheUrlsUserCounts() throws SQLException {
    assertThat(ProxyUsers.of(options("?user=app&password=s"), "\"app\" \"other\"").listed().size())
        .isEqualTo(1);
  }

  @Test
  void somebodyHasToBeAbleToLogIn() throws SQLException {
    Options nobody = options("?user=app");
    assertThatThrownBy(() -> ProxyUsers.of(nobody, "; none yet\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody may log in");
  }

  @Test
  void aFileThatChangesIsReadAgainAndABadOneIsNot(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("users"), "\"one\" \"s\"\n\"two\" \"s\"\n");
    ProxyUsers users = ProxyUsers.read(options("?user=app&password=s"), file, null);
    assertThat(users.check()).isFalse();

    Files.writeString(file, "\"one\" \"s\"\n\"three\" \"s\"\n");
    assertThat(users.check()).isTrue();
    assertThat(users.listed().contains("two")).isFalse();
    assertThat(users.listed().contains("three")).isTrue();

    Users good = users.listed();
    Files.writeString(file, "\"one\" \"s\"\n\"four\"\n");
    assertThat(users.check()).isFalse();
    Files.write(file, new byte[] {'"', (byte) 0xff, '"'});
    assertThat(users.check()).isFalse();
    Files.delete(file);
    assertThat(users.check()).isFalse();
    assertThat(users.listed()).isSameAs(good);

    Files.writeString(file, "\"four\" \"s\"\n");
    assertThat(users.check()).isTrue();
    assertThat(users.listed().contains("four")).isTrue();
    assertThat(users.listed().contains("one")).isFalse();
    assertThat(users.listed().contains("app")).as("the URL's stays").isTrue();
  }

  @Test
  void aFileThatCannotBeReadAtTheStartIsRefused(@TempDir Path folder) throws Exception {
    Options options = options("?user=app&password=s");
    assertThatThrownBy(() -> ProxyUsers.read(options, folder.resolve("none"), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none cannot be read");
    Path file = Files.write(folder.resolve("users"), new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> ProxyUsers.read(options, file, null))
        .hasMessageContaining("no text in UTF-8");
  }

  @Test
  void withAQueryNobodyHasToBeListed() throws Exception {
    AuthQuery query = new AuthQuery(AuthQuery.USUAL, null, AuthQuery.LIMIT);
    assertThat(ProxyUsers.read(options(""), null, query).listed().size()).isZero();
  }

  @Test
  void whoRunsTheQueryNeedsAPasswordThatOpensAConnection(@TempDir Path folder) throws Exception {
    AuthQuery query = new AuthQuery(AuthQuery.USUAL, "asks", AuthQuery.LIMIT);
    Path file = Files.writeString(folder.resolve("users"), "\"asks\" \"p\"\n");
    ProxyUsers users = ProxyUsers.read(options(""), file, query);
    Files.writeString(file, "\"asks\" \"md50123456789abcdef0123456789abcdef\"\n");
    assertThat(users.check()).as("a version without it is a bad one").isFalse();
    Options options = options("");
    assertThatThrownBy(() -> ProxyUsers.read(options, file, query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'asks'")
        .hasMessageContaining("as it is");
    assertThat(ProxyUsers.read(options("?user=asks&password=p"), null, query).query())
        .isEqualTo(query);
  }

  @Test
  void aQueryThatAsksForNobodyIsRefused() {
    assertThatThrownBy(() -> new AuthQuery("SELECT 1, 2", null, AuthQuery.LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'SELECT 1, 2' has no $1");
  }
}
