package dev.lagrange.verifier.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadUrlTest {

  @Test
  void driverRefusesAReadUrl() {
    assertThatThrownBy(
            () ->
                Target.open(
                    address("jdbc:lagrange:postgresql://a,b/app", "jdbc:postgresql://b/app")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("plain URL")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("22023");
  }

  @Test
  void readUrlOfTheDriverIsRefused() {
    assertThatThrownBy(
            () ->
                Target.open(
                    address("jdbc:postgresql://a/app", "jdbc:lagrange:postgresql://a,b/app")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("read URL");
  }

  @Test
  void bothUrlsAreShownWithoutSecrets() {
    Address address =
        address("jdbc:postgresql://a/app?password=x", "jdbc:postgresql://u:y@b/app?password=x");

    assertThat(address.masked())
        .isEqualTo("jdbc:postgresql://a/app, reads jdbc:postgresql://b/app");
    assertThat(address.withoutReadUrl().masked()).isEqualTo("jdbc:postgresql://a/app");
  }

  private static Address address(String url, @Nullable String readUrl) {
    return new Address(url, readUrl, Consistency.EVENTUAL, SessionScope.CLUSTER, 1);
  }
}
