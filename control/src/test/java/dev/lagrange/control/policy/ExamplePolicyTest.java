package dev.lagrange.control.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Claims;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.policy.Policy;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the documentation gives each use case the level that its table asks for. */
final class ExamplePolicyTest {

  private static final Policy EXAMPLE = PolicyFile.at("file:../docs/example-policy.yaml").read();

  private static final Claims CLAIMS =
      EXAMPLE.about(new Client("app", "", List.of("app", "public"))).claims(100);

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 100);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // use case | a read | its level | its level if weak is declared
        "Live video streaming | SELECT * FROM stream.segment WHERE id = 1 | weak | weak",
        "Live video streaming | SELECT data FROM video_frame | weak | weak",
        "Social media feed | SELECT * FROM post ORDER BY at DESC | eventual | weak",
        "Social media feed | SELECT * FROM feed_item JOIN post USING (post_id) | eventual | weak",
        "E-commerce catalog | SELECT price FROM catalog.product | eventual | weak",
        "Shopping cart | SELECT * FROM cart JOIN cart_item USING (cart_id) | eventual | eventual",
        "Shopping cart | SELECT * FROM cart, catalog.product | eventual | eventual",
        "Inventory | SELECT count(*) FROM inventory WHERE sku = 1 | strong | strong",
        "Inventory | SELECT * FROM catalog.product, stock_level | strong | strong",
        "Bank transfers | SELECT balance FROM account | strong | strong",
        "Bank transfers | SELECT sum(amount) FROM ledger_entry | strong | strong",
        "Ticket booking | SELECT * FROM seat LEFT JOIN booking USING (seat_id) | strong | strong",
        "User authentication | SELECT hash FROM auth.credential | strong | strong",
        "Metrics dashboard | SELECT avg(v) FROM metrics.cpu | weak | weak",
        "DNS | SELECT address FROM dns_record | eventual | weak",
        "Distributed locks | SELECT holder FROM leader_lease | strong | strong",
        "Distributed locks | SELECT lock_holder('cron') | strong | strong"
      })
  void useCaseHasItsLevel(String useCase, String sql, String undeclared, String weakDeclared) {
    Claim claim = CLAIMS.of(classifier.classify(sql));
    for (Consistency url : List.of(Consistency.WEAK, Consistency.EVENTUAL)) {
      Level level = claim.raised(claim.undeclared(Level.declared(url), false));
      assertThat(level.consistency()).as(useCase).hasToString(undeclared);
    }
    assertThat(claim.raised(Level.declared(Consistency.WEAK)).consistency())
        .as(useCase)
        .hasToString(weakDeclared);
  }

  @Test
  void everyRuleHasItsUseCase() {
    Set<Integer> lines = new HashSet<>();
    EXAMPLE.rules().forEach(rule -> lines.add(rule.line()));
    assertThat(lines).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "../docs/policy.md"})
  void policiesOnThePagesAreGood(String page) throws IOException {
    List<String> policies =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of(page)))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(policies).hasSize(1);
    byte[] bytes = policies.get(0).getBytes(StandardCharsets.UTF_8);
    assertThat(PolicyFile.at(page).parse(bytes).rules()).isNotEmpty();
  }
}
