package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements do to a session's settings, where any other connection can be given the same. */
final class SettingStatementsTest {

  private static Classification classify(String sql) {
    return new Classifier(Dialect.POSTGRESQL, 0).classify(sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET app.tenant = '42'|app.tenant|42",
        "SET App.Tenant TO 'O''Hara'|app.tenant|O'Hara",
        "/* who */ SET SESSION app.tenant = 42;|app.tenant|42",
        "SET app.a.b = x|app.a.b|x",
        "SET ROLE tenant_a|role|tenant_a",
        "SET ROLE 'Tenant'|role|Tenant",
        "SET ROLE \"Tenant A\"|role|Tenant A",
        "SET ROLE NONE|role|none",
        "SET role TO tenant_a|role|tenant_a",
        "SET role = tenant_a|role|tenant_a",
        "SET SESSION ROLE tenant_a|role|tenant_a",
        "SET TIME ZONE 'Europe/Berlin'|timezone|Europe/Berlin",
        "SET TimeZone = UTC|timezone|utc",
        "SET SESSION TIME ZONE UTC|timezone|utc",
        "SET NAMES 'UTF8'|client_encoding|UTF8",
        "SET statement_timeout = '5s'|statement_timeout|5s",
        "SET statement_timeout TO 5000|statement_timeout|5000",
        "SET search_path = a, \"$user\", 'B c'|search_path|a, \"$user\", \"B c\"",
        "SET search_path = 'a, b'|search_path|\"a, b\"",
        "SET SCHEMA 'a'|search_path|a",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY|default_transaction_read_only|on",
        "set session characteristics as transaction read write|default_transaction_read_only|off",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;"
            + "|default_transaction_isolation|serializable",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ"
            + "|default_transaction_isolation|repeatable read",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ UNCOMMITTED,"
            + " ISOLATION LEVEL READ COMMITTED|default_transaction_isolation|read committed",
        "SET SESSION CHARACTERISTICS AS TRANSACTION NOT DEFERRABLE"
            + "|default_transaction_deferrable|off",
        "SET default_transaction_read_only = on|default_transaction_read_only|on",
        "SET default_transaction_deferrable TO OFF|default_transaction_deferrable|off",
        "SET default_transaction_isolation TO 'Serializable'"
            + "|default_transaction_isolation|Serializable",
        "SELECT set_config('app.tenant', '42', false)|app.tenant|42",
        "select pg_catalog.set_config('App.Tenant', 'it''s', FALSE) AS t|app.tenant|it's",
        "SELECT set_config('role', 'tenant_a', false)|role|tenant_a",
        "SELECT set_config('search_path', 'a, b', false)|search_path|a, b",
      })
  void valueIsKnown(String sql, String name, String value) {
    assertThat(classify(sql).setting()).isEqualTo(new SettingChange.To(name, value));
    assertThat(classify(sql).kind()).isEqualTo(StatementKind.SESSION);
    assertThat(classify(sql).changesSession()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ISOLATION LEVEL SERIALIZABLE, READ ONLY, NOT DEFERRABLE",
        "ISOLATION LEVEL SERIALIZABLE READ ONLY NOT DEFERRABLE",
        "READ WRITE, ISOLATION LEVEL SERIALIZABLE, NOT DEFERRABLE READ ONLY",
      })
  void defaultsOfTransactionsAreSetTogether(String modes) {
    String sql = "SET SESSION CHARACTERISTICS AS TRANSACTION " + modes;
    assertThat(classify(sql).setting())
        .isInstanceOfSatisfying(
            SettingChange.Several.class,
            several ->
                assertThat(several.changes())
                    .containsExactlyInAnyOrder(
                        new SettingChange.To("default_transaction_isolation", "serializable"),
                        new SettingChange.To("default_transaction_read_only", "on"),
                        new SettingChange.To("default_transaction_deferrable", "off")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET app.tenant = 'a\\b'|app.tenant",
        "SET app.tenant = E'a'|app.tenant",
        "SET app.tenant = U&'a'|app.tenant",
        "SET app.tenant = $$a$$|app.tenant",
        "SET app.tenant = -1|app.tenant",
        "SET app.tenant = 0x10|app.tenant",
        "SET app.tenant = a, b|app.tenant",
        "SET app.tenant = Übung|app.tenant",
        "SET work_mem = 1.5|work_mem",
        "SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE|timezone",
        "SET search_path = a, order|search_path",
        "SET search_path TO a,, b|search_path",
      })
  void onlyServerKnowsValue(String sql, String name) {
    assertThat(classify(sql).setting()).isEqualTo(new SettingChange.ToUntold(name));
  }

  @Test
  void continuedLiteralIsForServer() {
    assertThat(classify("SET app.tenant = 'a'\n'b'").setting())
        .isEqualTo(new SettingChange.ToUntold("app.tenant"));
  }

  @ParameterizedTest
  @CsvSource({
    "RESET app.tenant, app.tenant",
    "RESET ROLE, role",
    "RESET TIME ZONE, timezone",
    "SET app.tenant TO DEFAULT, app.tenant",
    "SET TIME ZONE LOCAL, timezone",
    "SET TIME ZONE DEFAULT, timezone",
    "SET ROLE DEFAULT, role",
  })
  void settingGoesBack(String sql, String name) {
    assertThat(classify(sql).setting()).isEqualTo(new SettingChange.Back(name));
  }

  @Test
  void allGoBackAndOnlyDiscardTakesTheRole() {
    assertThat(classify("RESET ALL").setting()).isEqualTo(new SettingChange.AllBack(false));
    assertThat(classify("DISCARD ALL").setting()).isEqualTo(new SettingChange.AllBack(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('app.tenant', ?, false)",
        "SELECT set_config('app.tenant', ?::text, false) tenant",
      })
  void valueIsParameter(String sql) {
    assertThat(classify(sql).setting()).isEqualTo(new SettingChange.ToParameter("app.tenant"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET synchronous_commit = off",
        "SET session_replication_role = replica",
        "SET transaction_read_only = on",
        "SET SESSION CHARACTERISTICS AS TRANSACTION",
        "SET SESSION CHARACTERISTICS AS TRANSACTION DEFERRABLE",
        "SET SESSION CHARACTERISTICS AS TRANSACTION SERIALIZABLE",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY,",
        "SET SESSION CHARACTERISTICS AS TRANSACTION , READ ONLY",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY READ",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SELECT 1",
        "SET SESSION CHARACTERISTICS TRANSACTION READ ONLY",
        "SET default_transaction_deferrable = on",
        "SELECT set_config('default_transaction_deferrable', 'on', false)",
        "SELECT set_config('default_transaction_deferrable', ?, false)",
        "SET SESSION AUTHORIZATION tenant_a",
        "SET SESSION AUTHORIZATION DEFAULT",
        "RESET SESSION AUTHORIZATION",
        "SET session_authorization = tenant_a",
        "SET standard_conforming_strings = off",
        "SET client_encoding = 'LATIN1'",
        "SET NAMES 'LATIN1'",
        "SET datestyle = 'German'",
        "SET seed = 0.5",
        "SET idle_session_timeout = 1",
        "SET search_path = evil, pg_catalog",
        "SET search_path = U&'\\0070g_catalog'",
        "SET search_path = pg_temp, public",
        "SELECT set_config('search_path', 'evil, PG_catalog', false)",
        "SELECT set_config('search_path', ?, false)",
        "SELECT set_config('synchronous_commit', 'off', false)",
        "SELECT set_config('synchronous_commit', 'off', true)",
        "SELECT set_config(?, ?, false)",
        "SELECT set_config('app.tenant', ?, ?)",
        "SELECT set_config('app.tenant', f(?), false)",
        "SELECT set_config('app.tenant', 'a', false), f()",
        "SELECT set_config('app.tenant', 'a', false) FROM t",
        "SELECT set_config('app.tenant', 'a', false) WHERE f()",
        "SELECT other.set_config('app.tenant', 'a', false)",
        "WITH x AS (SELECT set_config('app.tenant', 'a', false)) TABLE x",
        "EXPLAIN ANALYZE SELECT set_config('app.tenant', 'a', false)",
        "SET app.tenant = 'a'; SELECT 1",
        "SET app.tenant = 'a'; SET app.other = 'b'",
        "SET app.tenant",
        "SET \"app\".tenant = 'a'",
        "RESET synchronous_commit",
        "DISCARD PLANS",
        "DISCARD TEMP",
      })
  void whatIsMoreOrNotKnownIsNotCarried(String sql) {
    assertThat(classify(sql).setting()).isNull();
    assertThat(classify(sql).changesSession()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET LOCAL app.tenant = 'a'",
        "SELECT set_config('app.tenant', 'a', true)",
        "SELECT set_config('app.tenant', ?, true)",
        "SHOW app.tenant",
        "SELECT current_setting('app.tenant')",
        "EXPLAIN SELECT 1",
      })
  void sessionStaysAsItWas(String sql) {
    assertThat(classify(sql).setting()).isNull();
    assertThat(classify(sql).changesSession()).isFalse();
  }

  @Test
  void functionOfUsersWithThatNameIsNotCarried() {
    Classifier classifier = new Classifier(Dialect.POSTGRESQL, 0);
    QualifiedName users = new QualifiedName("evil", "set_config");
    classifier.use(Catalog.of(Map.of(users, FunctionTrait.PRIMARY), Map.of(), Set.of()));
    String arguments = "set_config('app.tenant', 'a', false)";
    assertThat(classifier.classify("SELECT " + arguments).setting()).isNull();
    assertThat(classifier.classify("SELECT pg_catalog." + arguments).setting()).isNotNull();
  }

  @Test
  void settingInBatchIsNotCarried() {
    Classification set = classify("SET app.tenant = 'a'");
    assertThat(set.asWrite().setting()).isNull();
    assertThat(set.with(classify("SELECT 1")).setting()).isNull();
  }
}
