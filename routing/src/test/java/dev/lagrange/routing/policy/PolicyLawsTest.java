package dev.lagrange.routing.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.consistency.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyLawsTest {

  private static final Client CLIENT = new Client("app", "shop", List.of("a", "b"));

  private static final Arbitrary<Consistency> LEVELS =
      Arbitraries.of(
          Consistency.WEAK,
          Consistency.EVENTUAL,
          Consistency.bounded(Duration.ofSeconds(5)),
          Consistency.bounded(Duration.ofMinutes(1)),
          Consistency.STRONG);

  @Provide
  Arbitrary<Consistency> levels() {
    return LEVELS;
  }

  @Provide
  Arbitrary<List<QualifiedName>> names() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c").injectNull(0.4), Arbitraries.of("x", "y", "z"))
        .as(QualifiedName::new)
        .list()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<Rule> rules() {
    Arbitrary<List<NamePattern>> patterns =
        Arbitraries.of("x", "y", "a.*", "b.x", "*", "c.z")
            .map(NamePattern::parse)
            .list()
            .ofMaxSize(2);
    Arbitrary<List<String>> users =
        Arbitraries.of(List.<String>of(), List.of("app"), List.of("other"));
    return Combinators.combine(patterns, patterns, users, LEVELS, Arbitraries.of(RuleMode.class))
        .as(
            (tables, functions, by, level, mode) ->
                new Rule(1, tables, functions, by, List.of(), level, mode));
  }

  @Provide
  Arbitrary<List<Rule>> policies() {
    return rules().list().ofMaxSize(6);
  }

  @Property
  void requiringMoreNeverWeakensAStatement(
      @ForAll("policies") List<Rule> rules,
      @ForAll("rules") Rule rule,
      @ForAll int where,
      @ForAll("names") List<QualifiedName> tables,
      @ForAll("names") List<QualifiedName> functions,
      @ForAll("levels") Consistency declared,
      @ForAll boolean inTransaction) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(Math.floorMod(where, rules.size() + 1), required(rule));
    Claim before = claim(rules, tables, functions);
    Claim after = claim(more, tables, functions);
    Level url = Level.declared(declared);
    assertThat(before.raised(url).isStricterThan(after.raised(url))).isFalse();
    assertThat(
            before
                .raised(before.undeclared(url, inTransaction))
                .isStricterThan(after.raised(after.undeclared(url, inTransaction))))
        .isFalse();
  }

  @Property
  void nobodyDeclaresLessThanIsRequired(
      @ForAll("policies") List<Rule> rules,
      @ForAll("names") List<QualifiedName> tables,
      @ForAll("levels") Consistency declared) {
    Claim claim = claim(rules, tables, List.of());
    Level level = claim.raised(Level.declared(declared));
    assertThat(declared.isStricterThan(level.consistency())).isFalse();
    for (Rule rule : rules) {
      boolean holds =
          rule.mode() == RuleMode.REQUIRE
              && rule.isFor(CLIENT)
              && (rule.isGeneral() || tables.stream().anyMatch(rule::namesTable));
      assertThat(holds && rule.level().isStricterThan(level.consistency())).isFalse();
    }
  }

  @Property
  void statementReadsNoTableWeakerThanThatTableAlone(
      @ForAll("policies") List<Rule> rules,
      @ForAll("names") List<QualifiedName> tables,
      @ForAll("levels") Consistency last) {
    Level url = Level.declared(last);
    Level together = claim(rules, tables, List.of()).undeclared(url, false);
    for (QualifiedName table : tables) {
      Level alone = claim(rules, List.of(table), List.of()).undeclared(url, false);
      assertThat(alone.isStricterThan(together)).isFalse();
    }
  }

  @Property
  void hiddenRuleChangesNothing(
      @ForAll("policies") List<Rule> rules,
      @ForAll("rules") Rule later,
      @ForAll("names") List<QualifiedName> tables,
      @ForAll("names") List<QualifiedName> functions) {
    if (rules.stream().noneMatch(rule -> rule.hides(later))) {
      return;
    }
    List<Rule> more = new ArrayList<>(rules);
    more.add(later);
    assertThat(claim(more, tables, functions)).isEqualTo(claim(rules, tables, functions));
  }

  private static Claim claim(
      List<Rule> rules, List<QualifiedName> tables, List<QualifiedName> functions) {
    List<Rule> ours = rules.stream().filter(rule -> rule.isFor(CLIENT)).toList();
    return new ClientPolicy(ours, CLIENT.searchPath(), List.of()).claim(tables, functions);
  }

  private static Rule required(Rule rule) {
    return new Rule(
        2,
        rule.tables(),
        rule.functions(),
        rule.users(),
        rule.applications(),
        rule.level(),
        RuleMode.REQUIRE);
  }
}
