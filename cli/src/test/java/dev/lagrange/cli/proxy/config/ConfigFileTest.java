package dev.lagrange.cli.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The file of the proxy: what it says counts, and what is wrong with it is told in one go. */
final class ConfigFileTest {

  private static final String APP =
      """
      databases:
        app:
          url: jdbc:lagrange:postgresql://a,b:5433/app
          options: {user: app, password: "top #secret"}
      """;

  @TempDir private Path folder;

  @Test
  void everythingThatItMaySayIsTaken() throws IOException {
    write("users", "\"go\" \"secret\"\n");
    write("rules.yaml", "rules: []\n");
    Run run =
        check(
            """
            listen: 127.0.0.1:7777
            users: users
            auth: md5
            auth-query: SELECT * FROM lookup($1)
            login-timeout: 30s
            tls: disable
            pooling: session
            threads: 3
            max-clients: 500
            client-idle-timeout: 30min
            idle-transaction-timeout: 60s
            peer-id: 2
            peer: [1=10.0.0.1:6432, "3=[::1]:6432"]
            databases:
              app:
                url: jdbc:lagrange:postgresql://a,b:5433/app
                options:
                  user: app
                  password: "top #secret"
                  consistency: bounded(5s)
                  policy: rules.yaml
                  sslmode: require
              monthly:
                url: jdbc:lagrange:postgresql://c/reports?consistency=weak
                pooling: transaction
              postgres:
                url: jdbc:lagrange:postgresql://c
            """);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "listen on 127.0.0.1:7777, log in by md5, TLS to clients: disable, event loops: 3")
        .contains(
            "limits of clients: max-clients=500, client-idle-timeout=30min,"
                + " idle-transaction-timeout=1min")
        .contains("instances: this is 2, the others are {1=10.0.0.1:6432, 3=[::1]:6432}")
        .contains("app: jdbc:lagrange:postgresql://a:5432,b:5433/app, ")
        .contains("consistency=bounded(5s)", "policy=" + folder.resolve("rules.yaml"))
        .contains("monthly: jdbc:lagrange:postgresql://c:5432/reports, Options[consistency=weak]")
        .contains("Options[consistency=weak], pooling by transaction")
        .contains("Options[], pooling by session")
        .contains("postgres: jdbc:lagrange:postgresql://c:5432/postgres, Options[]")
        .doesNotContain("secret\n", "#secret");
  }

  @Test
  void theCommandLineCountsForMore() throws IOException {
    String file = "listen: 127.0.0.1:7777\nthreads: 3\n" + APP;

    assertThat(check(file, "--listen", "127.0.0.1:8888").out())
        .contains("listen on 127.0.0.1:8888", "event loops: 3", "app: ");
    assertThat(check(file, "--url", "jdbc:lagrange:postgresql://z/other?user=u&password=p").out())
        .contains("listen on 127.0.0.1:7777", "other: jdbc:lagrange:postgresql://z:5432/other")
        .doesNotContain("app: ");
  }

  @Test
  void somebodyHasToBeAbleToLogInToEachDatabase() throws IOException {
    assertThat(check(APP + "  reports: {url: 'jdbc:lagrange:postgresql://c/reports'}\n"))
        .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
        .satisfies(
            run -> assertThat(run.err()).contains("nobody may log in", "(database 'reports')"));
  }

  @Test
  void aFileWithoutDatabasesLeavesThemToTheCommandLine() throws IOException {
    String url = "jdbc:lagrange:postgresql://z/other?user=u&password=p";

    assertThat(check("threads: 3\n", "--url", url).out()).contains("event loops: 3", "other: ");
    assertThat(check("threads: 3\n").err()).contains("give --url, or --config with 'databases:'");
  }

  @Test
  void severalUrlsAreSeveralDatabases() {
    String query = "?user=u&password=p";
    String app = "jdbc:lagrange:postgresql://a/app" + query;

    Run both =
        Run.of("proxy", "--check", "--url", app, "--url", "jdbc:lagrange:postgresql://a/b" + query);
    assertThat(both.out()).contains("  app: ", "  b: ");
    assertThat(Run.of("proxy", "--check", "--url", app, "--url", app))
        .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("'app' is to be served twice"));
    assertThat(Run.of("proxy", "--check", "--url", "jdbc:lagrange:postgresql://a" + query).err())
        .contains("names no database to serve");
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        bad("", "it is empty: write at least 'databases:'"),
        bad("# nothing yet\n", "it is empty"),
        bad("databases: [a: b: c\n", "line 1: is not YAML"),
        bad("- app\n- reports\n", "line 1: is not the proxy's configuration: write keys"),
        bad("just text\n", "line 1: is not the proxy's configuration"),
        bad(APP + "lisen: 127.0.0.1:1\n", "line 5: 'lisen' is not a key", "did you mean 'listen'?"),
        bad(APP + "url: jdbc:x\n", "line 5: 'url' is not a key", "it has [auth, ", "databases]"),
        bad("listen: a:1\n" + APP + "listen: b:1\n", "line 6: 'listen' stands there twice"),
        bad(APP + APP.substring(11), "line 5: 'app' stands there twice"),
        bad(APP + "threads: many\n", "line 5: 'threads' is not a whole number, but 'many'"),
        bad(APP + "threads: [1, 2]\n", "line 5: 'threads' is not a single value"),
        bad(APP + "peer: [1=a:1, {}]\n", "line 5: 'peer' is not a single value"),
        bad(APP + "peer-id: one\n", "line 5: 'peer-id' is not a whole number, but 'one'"),
        bad(APP + "users:\n", "line 5: 'users' has no value"),
        bad(APP + "users: \"a\\0b\"\n", "line 5: 'users': no file can be named 'a?b'"),
        bad(APP + "listen: nowhere\n", "line 5: 'listen': 'nowhere' is no address", "HOST:PORT"),
        bad(APP + "login-timeout: soon\n", "line 5: 'login-timeout': "),
        bad(APP + "max-clients: many\n", "line 5: 'max-clients' is not a whole number"),
        bad(APP + "client-idle-timeout: 5\n", "line 5: 'client-idle-timeout': ", "'5s'"),
        bad(APP + "auth: scram\n", "line 5: 'auth': ", "scram-sha-256, md5"),
        bad("databases: app\n", "line 1: is not a list of databases"),
        bad("databases: {}\n", "line 1: 'databases' is empty"),
        bad("databases: {'*': {url: u}}\n", "line 1: '*' is not served: name each database"),
        bad("databases:\n  app: {options: {user: a}}\n", "line 2: database 'app' has no 'url'"),
        bad("databases:\n  app:\n    url: nowhere\n", "line 3: The URL does not have the form"),
        bad(
            "databases:\n  app:\n    url: jdbc:lagrange:postgresql://a/app\n    option: {}\n",
            "line 4: 'option' is not a key of database 'app'; did you mean 'options'?"),
        bad(
            APP.replace("user: app", "consistancy: weak"),
            "line 4: Option 'consistancy' is known neither",
            "did you mean 'consistency'?"),
        bad(
            """
            databases:
              app:
                url: jdbc:lagrange:postgresql://a/app?user=u
                options:
                  password: p
                  maxPoolSize: none
                  user: v
            """,
            "2 problems:",
            "line 6: Option 'maxPoolSize'",
            "line 7: 'user' stands in the URL too: give it once"),
        bad(
            "databases:\n  app:\n    url: jdbc:lagrange:postgresql://a/app?maxPoolSiz=1\n",
            "line 3: Option 'maxPoolSiz' is known neither"),
        bad(
            "databases:\n  app:\n    url: jdbc:lagrange:postgresql://a/app\n    pooling: statement\n",
            "line 4: 'pooling': 'statement' is no pooling: choose one of transaction, session"),
        bad("databases:\n\tapp: x\n", "line 2: is not YAML", "indent with spaces"),
        bad("#".repeat(256 * 1024 + 1), "it has more than 256 KiB: is it the right file?"),
        bad(bomb(), "is not YAML", "aliases"),
        bad("a: ".repeat(3) + "[".repeat(5000) + "\n", "line 1: "),
        bad("listen: &x [*x]\n" + APP, "line 1: 'listen' is not a single value"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badInputIsOneClearError(String text, List<String> parts) throws IOException {
    Run run = check(text);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("lagrange proxy: --config " + folder.resolve("file.yaml"));
    assertThat(run.err()).contains(parts).doesNotContain("Exception", "\tat ", "top #secret");
  }

  @Test
  void whatIsOutOfRangeIsToldWithTheFile() throws IOException {
    assertThat(check(APP + "max-clients: 0\n").err())
        .contains("--max-clients must be between 1 and 1000000, not 0", "file.yaml");
    assertThat(check(APP + "client-idle-timeout: 1ms\n").err())
        .contains("--client-idle-timeout must be between 1s and 30d, not 1ms", "file.yaml");
  }

  @Test
  void whatIsNoFileIsToldToo() throws IOException {
    assertThat(Run.of("proxy", "--config", folder.resolve("none").toString()).err())
        .contains("there is no such file: correct --config");
    assertThat(Run.of("proxy", "--config", folder.toString()).err()).contains("cannot be read");
    Path bytes = folder.resolve("bytes");
    Files.write(bytes, "listen: \"\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Run.of("proxy", "--config", bytes.toString()).err()).contains("is not UTF-8");
  }

  @Test
  void anExampleOfWhatIsRightIsInTheReadme() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int begin = readme.indexOf("    listen: 127.0.0.1:6432");
    String example = readme.substring(begin, readme.indexOf("\n\n", begin)).indent(-4);
    write("users.txt", "\"go\" \"secret\"\n");

    Run run = check(example);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("  app: ", "  reports: ");
  }

  private static Arguments bad(String text, String... parts) {
    return Arguments.of(text, List.of(parts));
  }

  private static String bomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++) {
      text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    return text.toString();
  }

  private Run check(String text, String... more) throws IOException {
    String file = write("file.yaml", text).toString();
    Stream<String> arguments =
        Stream.concat(Stream.of("proxy", "--check", "--config", file), Stream.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
