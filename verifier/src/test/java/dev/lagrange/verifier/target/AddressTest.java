package dev.lagrange.verifier.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h:1/app?user=u&password=s3cret",
        "jdbc:postgresql://h/app?password=s3cret&sslpassword=s3cret",
        "jdbc:lagrange:postgresql://a,b/app?user=u&password=s3cret&monitorPassword=s3cret",
        "jdbc:postgresql://u:s3cret@h/app",
        "jdbc:postgresql://u:s3cret@h/app?password=s3cret@x",
        "jdbc:postgresql://u:s3cret@with@h/app",
        "jdbc:postgresql:app?password=s3cret"
      })
  void passwordsAreMasked(String url) {
    Address address = address(url, null);

    assertThat(address.masked()).doesNotContain("s3cret").startsWith(url.substring(0, 10));
    assertThat(address.toString()).doesNotContain("s3cret");
    assertThat(address("jdbc:postgresql://w/app", url).masked())
        .startsWith("jdbc:postgresql://w/app, reads jdbc:")
        .doesNotContain("s3cret");
  }

  @Test
  void hostsAndDatabaseStay() {
    assertThat(address("jdbc:lagrange:postgresql://a:1,b:2/app?user=u", null).masked())
        .isEqualTo("jdbc:lagrange:postgresql://a:1,b:2/app");
  }

  private static Address address(String url, String readUrl) {
    return new Address(url, readUrl, Consistency.EVENTUAL, SessionScope.CLUSTER, 8);
  }
}
