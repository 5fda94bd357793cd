package dev.lagrange.proxy.backend.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.auth.ChannelBinding;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsPropertiesTest {

  private static final Path FOLDER = Path.of("home");

  private static TlsProperties of(String properties) throws SQLException {
    Map<String, String> given = new HashMap<>();
    for (String property : properties.split("&", -1)) {
      if (!property.isEmpty()) {
        int equals = property.indexOf('=');
        given.put(property.substring(0, equals), property.substring(equals + 1));
      }
    }
    return TlsProperties.of(given, FOLDER);
  }

  @Test
  void defaultsAreThoseOfPgjdbc() throws SQLException {
    assertThat(of(""))
        .isEqualTo(
            new TlsProperties(
                SslMode.PREFER,
                false,
                ChannelBinding.PREFER,
                FOLDER.resolve("root.crt"),
                FOLDER.resolve("postgresql.crt"),
                FOLDER.resolve("postgresql.pk8"),
                false,
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "sslmode=disable, DISABLE",
    "sslmode=Allow, ALLOW",
    "sslmode=verify-ca, VERIFY_CA",
    "ssl=true, VERIFY_FULL",
    "ssl=, VERIFY_FULL",
    "ssl=false, PREFER",
    "ssl=true&sslmode=require, REQUIRE",
  })
  void modeIsThatOfPgjdbc(String properties, SslMode mode) throws SQLException {
    assertThat(of(properties).mode()).isEqualTo(mode);
  }

  @Test
  void whatIsGivenIsTaken() throws SQLException {
    assertThat(
            of(
                "sslmode=verify-full&sslNegotiation=direct&channelBinding=require&sslrootcert=r"
                    + "&sslcert=c&sslkey=k&sslpassword=p"))
        .isEqualTo(
            new TlsProperties(
                SslMode.VERIFY_FULL,
                true,
                ChannelBinding.REQUIRE,
                Path.of("r"),
                Path.of("c"),
                Path.of("k"),
                true,
                "p"));
  }

  @Test
  void certificateGivenAsNothingIsNone() throws SQLException {
    assertThat(of("sslcert=")).matches(none -> none.certificate() == null && none.key() == null);
    assertThat(of("sslkey=")).matches(none -> none.certificate() == null && none.key() == null);
    // a bundle has its certificate with it
    assertThat(of("sslkey=a.p12"))
        .matches(bundle -> bundle.certificate() == null && bundle.key() != null);
  }

  @ParameterizedTest
  @CsvSource({
    "sslmode=verify, sslmode=verify",
    "sslNegotiation=fast, sslNegotiation=fast",
    "sslNegotiation=direct&sslmode=disable, sslmode=require",
    "channelBinding=maybe, channelBinding=maybe",
    "channelBinding=require&sslmode=allow, sslmode=require",
    "channelBinding=require&sslmode=disable, sslmode=require",
    "gssEncMode=require, sslmode=require",
    "sslfactory=org.example.Factory, sslrootcert",
    "sslhostnameverifier=org.example.Verifier, verify-full",
    "sslpasswordcallback=org.example.Callback, sslpassword",
    "socketFactory=org.example.Factory, leave it out",
    "requireAuth=scram-sha-256, channelBinding=require",
    "service=production, URL",
  })
  void whatIsNotKeptIsRefusedWithTheRemedy(String properties, String told) {
    assertThatThrownBy(() -> of(properties))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("22023"))
        .hasMessageContaining(properties.substring(0, properties.indexOf('=')))
        .hasMessageContaining(told);
  }
}
