package dev.lagrange.routing.policy;

import static dev.lagrange.routing.policy.RuleMode.DEFAULT;
import static dev.lagrange.routing.policy.RuleMode.REQUIRE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyTest {

  private static final Level URL = Level.declared(Consistency.EVENTUAL);

  private static final Client APP = new Client("app", "shop", List.of("app", "public"));
  private static final Client REPORT = new Client("report", "nightly-1", List.of("public"));

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 100);

  private static final Policy POLICY =
      new Policy(
          List.of(
              rule(1, "metrics.archive", "", "", "eventual", DEFAULT),
              rule(2, "metrics.* page_view", "", "", "weak", DEFAULT),
              rule(3, "account public.stock", "", "", "strong", REQUIRE),
              rule(4, "account", "", "", "bounded(5s)", DEFAULT),
              rule(5, "price", "", "", "strong", DEFAULT),
              rule(6, "", "dashboard_*", "", "weak", DEFAULT),
              rule(7, "", "reporting.balance", "", "strong", REQUIRE),
              rule(8, "", "", "report", "bounded(1min)", DEFAULT),
              rule(9, "", "late", "", "strong", DEFAULT),
              rule(10, "", "", "audit", "strong", REQUIRE)),
          List.of(NamePattern.parse("reporting.*"), NamePattern.parse("twice")),
          List.of(NamePattern.parse("audit.*"), NamePattern.parse("app.visit")),
          List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO audit.log VALUES (1) | true",
        "DELETE FROM app.visit | true",
        "DELETE FROM visit | false", // it may be public.visit
        "INSERT INTO audit.log SELECT * FROM account | false",
        "INSERT INTO log VALUES (1) | false",
        "SELECT 1 | false",
      })
  void writesAreIgnoredIfAllTablesAreNamed(String sql, boolean ignored) {
    Classification what = classifier.classify(sql);
    assertThat(POLICY.about(APP).claims(1).of(what).writesIgnored()).isEqualTo(ignored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // no rule is about it
        "app | SELECT 1 | eventual | weak",
        "app | SELECT * FROM customer | eventual | weak",
        "app | SELECT count(*) FROM customer | eventual | weak",
        // the first rule that names the table
        "app | SELECT * FROM metrics.cpu | weak | weak",
        "app | SELECT * FROM metrics.archive | eventual | weak",
        "app | SELECT * FROM cpu | eventual | weak",
        "app | SELECT count(*) FROM page_view | weak | weak",
        "app | SELECT * FROM other.page_view | weak | weak",
        "app | SELECT * FROM price | strong | weak",
        // of several tables, the strictest; what no rule is about has the URL's level
        "app | SELECT * FROM page_view JOIN price USING (id) | strong | weak",
        "app | SELECT * FROM page_view, metrics.archive | eventual | weak",
        "app | SELECT * FROM page_view JOIN customer USING (id) | eventual | weak",
        "app | SELECT * FROM page_view WHERE id IN (SELECT id FROM customer) | eventual | weak",
        // a floor, wherever the search path may lead
        "app | SELECT * FROM account | strong | strong",
        "app | SELECT * FROM app.stock | eventual | weak",
        "app | SELECT * FROM stock | strong | strong",
        "app | SELECT * FROM page_view JOIN public.stock USING (id) | strong | strong",
        // functions
        "app | SELECT dashboard_cpu() | weak | weak",
        "app | SELECT dashboard_cpu(count(*)) FROM customer | eventual | weak",
        "app | SELECT dashboard_cpu() FROM price | strong | weak",
        "app | SELECT reporting.balance() | strong | strong",
        "app | SELECT late() | strong | weak",
        // a client's own default, where nothing before it decides
        "report | SELECT 1 | bounded(1min) | weak",
        "report | SELECT count(*) FROM customer | bounded(1min) | weak",
        "report | SELECT count(*) FROM page_view | weak | weak",
        "report | SELECT * FROM page_view, customer | bounded(1min) | weak",
        "report | SELECT dashboard_cpu() | weak | weak",
        "report | SELECT late() | bounded(1min) | weak",
        // a client's floor
        "audit | SELECT 1 | strong | strong",
        "audit | SELECT * FROM page_view | strong | strong",
      })
  void givesTheLevel(String user, String sql, String undeclared, String weakDeclared) {
    Claim claim = claim(user, sql);
    assertThat(level(claim.raised(claim.undeclared(URL, false)))).isEqualTo(undeclared);
    assertThat(level(claim.raised(Level.declared(Consistency.WEAK)))).isEqualTo(weakDeclared);
    assertThat(level(claim.raised(Level.declared(Consistency.STRONG)))).isEqualTo("strong");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "app | SELECT 1 | eventual",
        "app | SELECT * FROM metrics.cpu | eventual",
        "app | SELECT * FROM price | strong",
        "report | SELECT 1 | bounded(1min)",
        "report | SELECT * FROM page_view | bounded(1min)",
        "report | SELECT * FROM price | strong",
        "report | BEGIN READ ONLY | bounded(1min)",
      })
  void inTransactionsRulesAboutTablesOnlyRaise(String user, String sql, String undeclared) {
    assertThat(level(claim(user, sql).undeclared(URL, true))).isEqualTo(undeclared);
  }

  @Test
  void ruleThatDecidedIsNamed() {
    Claim claim = claim("app", "SELECT * FROM page_view, account");
    Level undeclared = claim.undeclared(URL, false);
    assertThat(undeclared.rule()).extracting(Rule::line).isEqualTo(4);
    assertThat(claim.raised(undeclared))
        .hasToString(
            "strong by the policy's line 3 (tables account public.stock: strong required)");
    assertThat(claim.raised(Level.declared(Consistency.STRONG)).rule()).isNull();
    assertThat(claim("app", "SELECT 1").undeclared(URL, false)).isSameAs(URL);
  }

  @Test
  void searchPathOfThePolicyWinsOverTheClients() {
    Rule rule = rule(1, "billing.*", "", "", "strong", REQUIRE);
    Policy silent = new Policy(List.of(rule), List.of(), List.of(), List.of());
    Policy told = new Policy(List.of(rule), List.of(), List.of(), List.of("public", "billing"));
    Classification what = classifier.classify("SELECT * FROM invoice");
    assertThat(silent.about(APP).claims(1).of(what).required()).isNull();
    assertThat(told.about(APP).claims(1).of(what).required()).isNotNull();
  }

  @Test
  void clientIsMatchedByUserAndApplicationBoth() {
    Rule rule =
        new Rule(
            1,
            List.of(),
            List.of(),
            List.of("rep*", "other"),
            List.of("nightly-*"),
            Consistency.WEAK,
            DEFAULT);
    assertThat(rule.isFor(REPORT)).isTrue();
    assertThat(rule.isFor(new Client("report", "shop", List.of()))).isFalse();
    assertThat(rule.isFor(new Client("app", "nightly-1", List.of()))).isFalse();
    assertThat(rule.isFor(new Client("Report", "nightly-1", List.of()))).isFalse();
  }

  @Test
  void functionsAreSafeOnReplicasOnlyWhereItIsCertainWhichOneIsMeant() {
    assertThat(POLICY.replicaSafe())
        .accepts(
            new QualifiedName("reporting", "total"),
            QualifiedName.of("twice"),
            new QualifiedName("x", "twice"))
        .rejects(QualifiedName.of("total"), new QualifiedName("public", "total"));
  }

  @Test
  void repeatedStatementIsDecidedOnce() {
    Claims claims = POLICY.about(APP).claims(100);
    Classification what = classifier.classify("SELECT * FROM account");
    Claim first = claims.of(what);
    assertThat(claims.of(what)).isSameAs(first);
  }

  @Test
  void forgottenStatementsAreDecidedTheSameAgain() {
    Claims claims = POLICY.about(APP).claims(0);
    for (int round = 0; round < 3; round++) {
      for (String table : List.of("account", "page_view", "price", "customer", "metrics.cpu")) {
        Classification what = new Classifier(Dialect.POSTGRESQL, 1).classify("TABLE " + table);
        assertThat(claims.of(what)).isEqualTo(claim("app", "TABLE " + table));
      }
    }
  }

  private Claim claim(String user, String sql) {
    Client client = user.equals("report") ? REPORT : new Client(user, "shop", APP.searchPath());
    return POLICY.about(client).claims(100).of(classifier.classify(sql));
  }

  private static String level(Level level) {
    return level.consistency().toString();
  }

  private static Rule rule(
      int line, String tables, String functions, String users, String level, RuleMode mode) {
    return new Rule(
        line,
        words(tables).stream().map(NamePattern::parse).toList(),
        words(functions).stream().map(NamePattern::parse).toList(),
        words(users),
        List.of(),
        Consistency.parse(level),
        mode);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}
