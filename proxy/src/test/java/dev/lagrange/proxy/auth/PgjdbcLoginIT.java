package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that others wrote, at our end of the login. */
class PgjdbcLoginIT {

  private static final byte[] SALT = "sixteen bytes ok".getBytes(US_ASCII);

  private static final Users USERS =
      Users.parse(
          """
          "scram" "%s"
          "md5" "%s"
          "clear" "pässword Ⅸ"
          """
              .formatted(
                  ScramVerifier.of("pässword Ⅸ", SALT, 4096).text(),
                  Md5Password.hash("pässword Ⅸ".getBytes(UTF_8), "md5")),
          "a key of the process".getBytes(US_ASCII));

  @ParameterizedTest
  @EnumSource(
      value = LoginMethod.class,
      names = {"SCRAM_SHA_256", "MD5", "PASSWORD"})
  void row16OnlyTheRightPasswordLetsItIn(LoginMethod method) throws IOException {
    for (String user : List.of("scram", "md5", "clear")) {
      boolean possible = !(method == LoginMethod.SCRAM_SHA_256 && user.equals("md5"));
      assertThat(sqlState(method, user, "pässword Ⅸ"))
          .isEqualTo(possible ? OneLogin.LET_IN : "28P01");
      assertThat(sqlState(method, user, "another")).isEqualTo("28P01");
    }
    assertThat(sqlState(method, "nobody", "pässword Ⅸ")).isEqualTo("28P01");
  }

  private static String sqlState(LoginMethod method, String user, String password)
      throws IOException {
    // as if there were TLS, so that passwords may be clear
    return new OneLogin(method, USERS, LoginChannel.encrypted(), null)
        .errorOfPgjdbc(user, password, "sslmode=disable")
        .getSQLState();
  }
}
