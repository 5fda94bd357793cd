package dev.lagrange.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.control.yaml.Yaml;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Policy;
import dev.lagrange.routing.policy.Rule;
import dev.lagrange.routing.policy.RuleMode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

final class PolicyFileTest {

  @TempDir Path folder;

  @Test
  void everythingThatARuleMaySayIsRead() throws IOException {
    Policy policy =
        read(
            """
            searchPath: [app, public]
            replicaSafe:
              - reporting.*
            rules:
              - tables: [inventory, 'shop.*']
                functions: stock_*
                users: app
                applications: ["nightly-*", cron]
                level: Bounded( 5s )
                mode: require
              - level: weak
            """);
    assertThat(policy.searchPath()).containsExactly("app", "public");
    assertThat(policy.replicaSafe()).accepts(new QualifiedName("reporting", "total"));
    Rule first = policy.rules().get(0);
    assertThat(first.line()).isEqualTo(5);
    assertThat(first.tables()).extracting(Object::toString).containsExactly("inventory", "shop.*");
    assertThat(first.functions()).extracting(Object::toString).containsExactly("stock_*");
    assertThat(first.users()).containsExactly("app");
    assertThat(first.applications()).containsExactly("nightly-*", "cron");
    assertThat(first.level()).isEqualTo(Consistency.bounded(Duration.ofSeconds(5)));
    assertThat(first.mode()).isEqualTo(RuleMode.REQUIRE);
    Rule second = policy.rules().get(1);
    assertThat(second.line()).isEqualTo(11);
    assertThat(second.isGeneral()).isTrue();
    assertThat(second.mode()).isEqualTo(RuleMode.DEFAULT);
  }

  @Test
  void policyMayBeWithoutRules() throws IOException {
    assertThat(read("rules: []").rules()).isEmpty();
  }

  @Test
  void listsMayBeSharedByAnchors() throws IOException {
    Policy policy =
        read(
            """
            rules:
              - tables: &money [account, transfer]
                level: strong
                mode: require
              - tables: *money
                users: batch
                level: weak
            """);
    assertThat(policy.rules().get(1).tables()).isEqualTo(policy.rules().get(0).tables());
  }

  @Test
  void allProblemsAreToldAtOnceEachWithItsLine() throws IOException {
    assertThat(
            problems(
                """
                searchpath: public
                rules:
                  - table: inventory
                    level: stong
                  - tables: db.shop.stock
                    level: bounded(5)
                    mode: required
                  - tables: price
                  - tables:
                    level: weak
                    level: strong
                  - tables: [ok, [nested]]
                    users: []
                    level: [weak, strong]
                  - just text
                """))
        .isEqualTo(
            """
            13 problems:
            - line 1: 'searchpath' is not a key of a policy; did you mean 'searchPath'?
            - line 3: 'table' is not a key of a rule; did you mean 'tables'?
            - line 4: 'stong' is not a level: write strong, bounded(5s), eventual (or session) or\
             weak; did you mean 'strong'?
            - line 5: 'db.shop.stock' has 3 parts: write 'name' or 'schema.name', with * for any\
             characters and "…" around names with others
            - line 6: The bound of 'bounded(5)': '5' has no unit: write '5s' or '5ms'
            - line 7: 'required' is not a mode: write default or require; did you mean 'require'?
            - line 8: the rule has no 'level': give it one, such as 'level: strong'
            - line 9: 'tables' has no value: give it one, or leave it out
            - line 11: 'level' stands there twice: join both
            - line 12: the rule has several levels: give it one
            - line 12: 'tables' holds neither a text nor a list of texts
            - line 13: 'users' is empty: fill it, or leave it out
            - line 15: is not a rule: write keys and values, such as 'level: strong'""");
  }

  @Test
  void defaultThatIsNeverReachedIsInTheWrongOrder() throws IOException {
    assertThat(
            problems(
                """
                rules:
                  - tables: [a, b]
                    level: weak
                  - level: eventual
                  - tables: [metrics.*]
                    level: weak
                  - tables: c
                    level: strong
                    mode: require
                """))
        .isEqualTo(
            "line 5: the rule is never reached, because line 4 (everything: eventual) comes first:"
                + " move it up or delete it");
  }

  @Test
  void emptyFileIsNoPolicy() throws IOException {
    for (String nothing : List.of("", "\n\n", "# rules: []\n", "---\n")) {
      assertThat(refusal(nothing)).as(nothing).containsAnyOf("it is empty", "is not a policy");
    }
    assertThat(problems("replicaSafe: f"))
        .isEqualTo("line 1: there is no key 'rules': write 'rules: []' for a policy without rules");
    assertThat(problems("rules:"))
        .isEqualTo("line 1: 'rules' is no list: begin each rule with '- '");
  }

  @Test
  void whatIsNotYamlIsToldWithItsLineAndTheRemedy() throws IOException {
    assertThat(problems("rules:\n\t- level: weak\n"))
        .startsWith("line 2: is not YAML: ")
        .endsWith("; indent with spaces");
    assertThat(problems("rules:\n  - tables: *_log\n    level: weak\n"))
        .startsWith("line 2: is not YAML: ")
        .endsWith("; put what begins with * in quotes");
    assertThat(problems("rules:\n  - tables: *\n    level: weak\n"))
        .startsWith("line 2: is not YAML: ")
        .endsWith("; put what begins with * in quotes");
    assertThat(problems("rules: []\n---\nrules: []\n")).startsWith("line 2: is not YAML: ");
    assertThat(problems("rules:\n  - {level: weak\n")).startsWith("line 3: is not YAML: ");
    assertThat(problems("- level: weak\n")).startsWith("line 1: is not a policy");
    assertThat(problems("rules:\n  - <<: {level: weak}\n")).contains("'<<' is not a key of a rule");
    assertThat(problems("rules:\n  - {[a]: b, level: weak}\n")).contains("is not a key of a rule");
    assertThat(problems("rules: []\u0001\n"))
        .contains("line 1: has a character")
        .contains("U+0001");
  }

  @Test
  void tagsMakeNoObjects() throws IOException {
    assertThat(problems("rules:\n  - !!java.net.URL [x]\n")).contains("line 2: is not a rule");
    assertThat(read("rules:\n  - {level: !!javax.script weak}\n").rules()).hasSize(1);
  }

  @Test
  void textIsUtf8WithOrWithoutMark() throws IOException {
    assertThat(read("\uFEFFrules: []").rules()).isEmpty();
    byte[] latin =
        "rules:\n  - {tables: straße, level: weak}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problems(latin)).isEqualTo("line 2: is not UTF-8: save the file as UTF-8");
    assertThat(problems("rules: []".getBytes(StandardCharsets.UTF_16))).contains("is not UTF-8");
  }

  @Test
  void hostileFilesAreRefusedWithinBounds() throws IOException {
    assertThat(problems("rules: " + "[".repeat(100_000))).contains("nested more than 10 deep");
    assertThat(problems("a: ".repeat(50_000))).contains("is not YAML");
    assertThat(problems("? ".repeat(100_000))).contains("nested more than 10 deep");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 100; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(problems(bomb.toString())).isNotEmpty();
    assertThat(problems("rules: &r\n  - *r\n")).contains("line 1: is not a rule");
    assertThat(refusal("#".repeat(Yaml.MOST_BYTES + 1))).contains("more than 256 KiB");
    String many = "rules:\n" + "  - {}\n".repeat(1_000);
    assertThat(problems(many)).startsWith("1000 problems:").endsWith("\n- and 980 more");
  }

  @Test
  void locationsAreFilesResourcesAndUrls() throws IOException {
    Path file = write("rules: []");
    Path withSpace = Files.copy(file, folder.resolve("my policy.yaml"));
    for (String location :
        List.of(
            "file:" + file,
            file.toString(),
            file.toUri().toString(),
            withSpace.toUri().toString(),
            "file:" + withSpace,
            "classpath:dev/lagrange/control/policy/on-class-path.yaml",
            "classpath:/dev/lagrange/control/policy/on-class-path.yaml",
            "jar:" + jar().toUri() + "!/policy.yaml")) {
      assertThat(PolicyFile.at(location).read().rules()).as(location).isEmpty();
    }
  }

  @Test
  void placeWithoutAPolicyIsToldOf() {
    for (String location : List.of("file:" + folder + "/absent.yaml", "classpath:absent.yaml")) {
      assertThatThrownBy(() -> PolicyFile.at(location).read())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Policy '" + location + "': there is nothing at that place: correct 'policy'");
    }
    assertThatThrownBy(() -> PolicyFile.at("file:" + folder).read())
        .hasMessageContaining("it is no regular file");
    assertThatThrownBy(() -> PolicyFile.at("ftpp://a/b").read())
        .hasMessageContaining("write file:/path, classpath:name or a URL");
  }

  @Test
  void withoutTheParserTheErrorNamesWhatToAdd() throws Exception {
    Path file = write("rules: []");
    try (URLClassLoader bare = withoutParser()) {
      Class<?> policyFile = bare.loadClass(PolicyFile.class.getName());
      Object policy = policyFile.getMethod("at", String.class).invoke(null, "file:" + file);
      InvocationTargetException failure =
          catchThrowableOfType(
              InvocationTargetException.class, () -> policyFile.getMethod("read").invoke(policy));
      assertThat(failure.getCause())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Policy 'file:"
                  + file
                  + "': reading it needs org.snakeyaml:snakeyaml-engine on the class path: add it,"
                  + " or leave out 'policy'");
    }
  }

  private static URLClassLoader withoutParser() {
    URL[] path =
        Stream.of(PolicyFile.class, Policy.class, Logger.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
  }

  private Path jar() throws IOException {
    Path jar = folder.resolve("policy.jar");
    try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new java.util.zip.ZipEntry("policy.yaml"));
      out.write("rules: []".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private Policy read(String yaml) throws IOException {
    return PolicyFile.at("file:" + write(yaml)).read();
  }

  private String problems(String yaml) throws IOException {
    return problems(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private String problems(byte[] bytes) throws IOException {
    String start = "Policy 'file:" + folder.resolve("policy.yaml") + "': ";
    String message = refusal(bytes);
    assertThat(message).startsWith(start);
    return message.substring(start.length());
  }

  private String refusal(String yaml) throws IOException {
    return refusal(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private String refusal(byte[] bytes) throws IOException {
    PolicyFile file = PolicyFile.at("file:" + Files.write(folder.resolve("policy.yaml"), bytes));
    return catchThrowableOfType(IllegalArgumentException.class, file::read).getMessage();
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), yaml);
  }
}
