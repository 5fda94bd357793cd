package dev.lagrange.routing.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionTableTest {

  /** Every option with a value that is not its default, and the same as it is printed. */
  private static final Map<String, String> ALL_CHANGED =
      Map.ofEntries(
          Map.entry("consistency", "bounded(5s)"),
          Map.entry("policy", "file:policy.yaml"),
          Map.entry("sessionScope", "context"),
          Map.entry("routing", "observe"),
          Map.entry("replicaWait", "50ms"),
          Map.entry("fallback", "stale"),
          Map.entry("standIn", "error"),
          Map.entry("strongFencing", "barrier"),
          Map.entry("maxLag", "1min"),
          Map.entry("selector", "roundRobin"),
          Map.entry("patroni", "http://10.0.0.1:8008,https://b:8009"),
          Map.entry("standbyAddress", "{application_name}.db:5433"),
          Map.entry("monitorUser", "monitor"),
          Map.entry("monitorPassword", "not for your eyes"),
          Map.entry("strongReads", "quorum"),
          Map.entry("probeInterval", "100ms"),
          Map.entry("probeTimeout", "3s"),
          Map.entry("maxPoolSize", "25"),
          Map.entry("connectionTimeout", "500ms"),
          Map.entry("failoverTimeout", "1min"),
          Map.entry("tokenKey", "nor for your eyes"),
          Map.entry("tokenStore", "rediss://store:nor%20this@redis:6380/2"),
          Map.entry("tokenStoreExpiry", "2h"),
          Map.entry("tokenStoreTimeout", "1s"),
          Map.entry("tokenStoreDown", "error"),
          Map.entry("statementCache", "0"),
          Map.entry("catalogRefresh", "1h"),
          Map.entry("userFunctions", "catalog"),
          Map.entry("unseenState", "reset"),
          Map.entry("weakWrites", "async"),
          Map.entry("weakWriteQueue", "5"));

  @Test
  void defaultsAreThese() {
    Map<String, String> defaults = new HashMap<>();
    OptionTable.all()
        .forEach(option -> defaults.put(option.key(), option.defaultText().orElse("none")));
    assertThat(defaults)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("consistency", "eventual"),
                Map.entry("policy", "none"),
                Map.entry("sessionScope", "cluster"),
                Map.entry("routing", "on"),
                Map.entry("replicaWait", "10ms"),
                Map.entry("fallback", "primary"),
                Map.entry("standIn", "serve"),
                Map.entry("strongReads", "primary"),
                Map.entry("strongFencing", "none"),
                Map.entry("maxLag", "30s"),
                Map.entry("selector", "leastOutstanding"),
                Map.entry("patroni", "none"),
                Map.entry("standbyAddress", "none"),
                Map.entry("monitorUser", "none"),
                Map.entry("monitorPassword", "none"),
                Map.entry("probeInterval", "250ms"),
                Map.entry("probeTimeout", "1s"),
                Map.entry("maxPoolSize", "10"),
                Map.entry("connectionTimeout", "5s"),
                Map.entry("failoverTimeout", "30s"),
                Map.entry("tokenKey", "none"),
                Map.entry("tokenStore", "none"),
                Map.entry("tokenStoreExpiry", "1h"),
                Map.entry("tokenStoreTimeout", "200ms"),
                Map.entry("tokenStoreDown", "cluster"),
                Map.entry("statementCache", "1000"),
                Map.entry("catalogRefresh", "1min"),
                Map.entry("userFunctions", "judged"),
                Map.entry("unseenState", "pin"),
                Map.entry("weakWrites", "sync"),
                Map.entry("weakWriteQueue", "10000")));
  }

  @Test
  void everyOptionCanBeSet() {
    Options options = Options.parse(ALL_CHANGED, Set.of());

    assertThat(ALL_CHANGED.keySet()).containsExactlyInAnyOrderElementsOf(OptionTable.keys());
    for (Option<?> option : OptionTable.all()) {
      assertThat(printed(options, option))
          .as(option.key())
          .isEqualTo(option.secret() ? "***" : ALL_CHANGED.get(option.key()))
          .isNotEqualTo(option.defaultText().orElse("none"));
    }
  }

  @Test
  void everyOptionCanBeSetInTheEnvironment() {
    Map<String, String> environment = new HashMap<>();
    OptionTable.all()
        .forEach(
            option -> environment.put(option.environmentName(), ALL_CHANGED.get(option.key())));

    assertThat(Options.parse(Map.of(), Set.of(), environment))
        .isEqualTo(Options.parse(ALL_CHANGED, Set.of()));
  }

  @Test
  void everyConstantIsInTheTable() throws IllegalAccessException {
    List<Object> constants = new ArrayList<>();
    for (Field field : OptionTable.class.getFields()) {
      constants.add(field.get(null));
    }
    assertThat(OptionTable.all()).containsExactlyInAnyOrder(constants.toArray(Option<?>[]::new));
  }

  @Test
  void everyDescriptionIsOneSentence() {
    assertThat(OptionTable.all())
        .extracting(Option::description)
        .allSatisfy(text -> assertThat(text).matches("[A-Z][^.|]*\\."));
  }

  @Test
  void optionIsFoundByItsExactKey() {
    assertThat(OptionTable.find("maxLag")).containsSame(OptionTable.MAX_LAG);
    assertThat(OptionTable.find("maxlag")).isEmpty();
  }

  @Test
  void environmentNameIsDerivedFromTheKey() {
    assertThat(OptionTable.REPLICA_WAIT.environmentName()).isEqualTo("LAGRANGE_REPLICA_WAIT");
  }

  private static <T> String printed(Options options, Option<T> option) {
    return option.type().print(options.get(option));
  }
}
