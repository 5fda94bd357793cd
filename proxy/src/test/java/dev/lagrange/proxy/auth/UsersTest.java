package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {

  private static final byte[] KEY = "a key of the process".getBytes(US_ASCII);
  private static final String VERIFIER =
      ScramVerifier.of("hunter2", "sixteen bytes ok".getBytes(US_ASCII), 4096).text();

  @Test
  void readsTheFormatOfPgbouncer() {
    Users users =
        Users.parse(
            """
            ; the application
            "app" "hunter2"

              "a ""quoted"" name"\t"a ""quoted"" word"\s\s
              ; indented
            "scram" "%s"
            "old" "%s"
            "Ünï" "pässword"
            """
                .formatted(VERIFIER, Md5Password.hash("hunter2".getBytes(UTF_8), "old")),
            KEY);
    assertThat(users.size()).isEqualTo(5);
    assertThat(users.contains("app")).isTrue();
    assertThat(users.contains("App")).isFalse();
    assertThat(accepts(users, "app", "hunter2")).isTrue();
    assertThat(accepts(users, "app", "hunter")).isFalse();
    assertThat(accepts(users, "a \"quoted\" name", "a \"quoted\" word")).isTrue();
    assertThat(accepts(users, "scram", "hunter2")).isTrue();
    assertThat(accepts(users, "scram", VERIFIER)).isFalse();
    assertThat(accepts(users, "old", "hunter2")).isTrue();
    assertThat(accepts(users, "Ünï", "pässword")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          app hunter2                    | is not of the form "name" "secret"
          "app"                          | is not of the form
          "app" hunter2                  | is not of the form
          "app" "hunter2                 | is not of the form
          "app""hunter2"                 | is not of the form
          "app" "hunter2" "more"         | is not of the form
          "app" "hunter"2"               | is not of the form
          "" "hunter2"                   | the name is empty
          "app" ""                       | the secret of 'app' is empty
          "app" "md5HUNTER2"             | none
          "app" "md5ABCDEF0123456789abcdef0123456789" | looks like an md5 hash
          "app" "SCRAM-SHA-256$hunter2"  | begins like a SCRAM verifier, but it is not of the form
          "app" "scram-sha-256$hunter2"  | begins like a SCRAM verifier, but it is not of the form
          """)
  void refusesALineThatIsWrongWithoutShowingIt(String line, String problem) {
    if (problem.equals("none")) {
      assertThat(Users.parse(line, KEY).size()).isEqualTo(1);
      return;
    }
    assertThatThrownBy(() -> Users.parse("; first\n" + line, KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2: ")
        .hasMessageContaining(problem)
        .satisfies(
            error ->
                assertThat(error.getMessage().toLowerCase(Locale.ROOT)).doesNotContain("hunter"));
  }

  @Test
  void refusesANameThatStandsTwice() {
    assertThatThrownBy(() -> Users.parse("\"a\" \"x\"\n\"b\" \"x\"\n\"a\" \"x\"", KEY))
        .hasMessage(
            "The list of users cannot be used: line 3: the user 'a' is on line 1 too; remove one of"
                + " the two");
  }

  @Test
  void tellsAllProblemsAtOnceUpToALimit() {
    assertThatThrownBy(() -> Users.parse("one\n\"a\" \"x\"\nthree", KEY))
        .hasMessageContaining("2 problems")
        .hasMessageContaining("\n- line 1: ")
        .hasMessageContaining("\n- line 3: ");
    String many = IntStream.range(0, 100).mapToObj(i -> "line").collect(Collectors.joining("\n"));
    assertThatThrownBy(() -> Users.parse(many, KEY)).hasMessageEndingWith("\n- and 80 more");
  }

  @Test
  void readsALongSecret() {
    String secret = "x\"\"".repeat(100_000);
    assertThat(Users.parse("\"app\" \"" + secret + "\"", KEY).size()).isEqualTo(1);
    assertThatThrownBy(() -> Users.parse("\"app\" \"" + secret, KEY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAKeyThatCouldBeGuessed() {
    assertThatThrownBy(() -> Users.parse("", new byte[8])).hasMessageContaining("8 bytes");
  }

  @Test
  void showsNoSecret() {
    Users users = Users.parse("\"app\" \"hunter2\"\n\"scram\" \"" + VERIFIER + "\"", KEY);
    assertThat(users).hasToString("Users[2 users, secrets hidden]");
    assertThat(String.valueOf(users.secret("app"))).isEqualTo("Clear[hidden]");
    assertThat(String.valueOf(users.secret("scram"))).isEqualTo("Verifier[hidden]");
    assertThat(Credential.ofPassword("hunter2")).hasToString("Password[hidden]");
    assertThat(ScramVerifier.parse(VERIFIER)).hasToString("ScramVerifier[hidden]");
  }

  @Test
  void whoIsNotFoundIsAskedForTheSameAsWhoWas() {
    Users listed = Users.parse("", KEY);
    String verifier = ScramVerifier.of("hunter2", new byte[24], 10_000).text();
    Users found = listed.alone("app", verifier);
    assertThat(accepts(found, "app", "hunter2")).isTrue();
    assertThat(found.size()).isEqualTo(1);
    Users nobody = found.nobody("it is said why");
    assertThat(nobody.contains("app")).isFalse();
    assertThat(nobody.absence()).isEqualTo("it is said why");
    ScramVerifier decoy = nobody.decoy("other").verifier();
    assertThat(decoy.iterations()).isEqualTo(10_000);
    assertThat(decoy.salt()).hasSize(24);
    // a salt that changed would tell that there is no such user
    assertThat(decoy.salt()).startsWith(listed.decoy("other").verifier().salt());
    // the negative control: without anybody found they are the usual ones
    assertThat(listed.nobody("").decoy("other").verifier().iterations()).isEqualTo(4096);
  }

  @Test
  void refusesWhatWasFoundAndIsNoSecretWithoutShowingIt() {
    Users listed = Users.parse("", KEY);
    assertThatThrownBy(() -> listed.alone("app", "SCRAM-SHA-256$hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the secret of 'app' begins like a SCRAM verifier")
        .hasMessageNotContaining("hunter");
  }

  @Test
  void knowsWhoHasAPasswordInClear() {
    Users users = Users.parse("\"app\" \"hünter\"\n\"scram\" \"" + VERIFIER + "\"", KEY);
    assertThat(users.clearPassword("app")).isEqualTo("hünter");
    assertThat(users.clearPassword("scram")).isNull();
    assertThat(users.clearPassword("nobody")).isNull();
  }

  private static boolean accepts(Users users, String user, String password) {
    Secret secret = users.secret(user);
    return secret != null && secret.accepts(password.getBytes(UTF_8));
  }
}
