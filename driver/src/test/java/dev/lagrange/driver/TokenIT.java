package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Session tokens between data sources: which are taken, and how others are refused. */
final class TokenIT {

  private static final String KEY = "tokenKey=correct-horse-battery";
  private static final String OTHER_KEY = "tokenKey=staple-staple-staple";

  private static PostgresCluster cluster;
  private static PostgresCluster foreign;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    foreign = PostgresCluster.builder().ownIdentity().start();
    try (Connection connection = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(connection, "CREATE TABLE t (v int)");
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    foreign.close();
  }

  @Test
  void malformedTokenIsRefusedWithValueRuleAndRemedy() throws SQLException {
    for (String token : List.of("nonsense", "lg2.abc", "lg1.%%%", "lg1." + encoded("a=b=c;;"))) {
      assertRefused("", token, token.substring(0, 5), "pass on a token exactly as it was given");
    }
  }

  @Test
  void tokenThatWasChangedIsRefused() throws SQLException {
    String token = token(cluster, KEY);
    assertRefused(KEY, forged(token), "signed with another key, or forged", "set the same key");
  }

  @Test
  void tokenSignedWithAnotherKeyIsRefused() throws SQLException {
    assertRefused(KEY, token(cluster, OTHER_KEY), "signed with another key", "set the same key");
  }

  @Test
  void tokenWithoutSignatureIsRefusedWhereKeyIsSet() throws SQLException {
    assertRefused(KEY, token(cluster, ""), "is not signed", "set the same key");
  }

  @Test
  void tokenOfAnotherClusterIsRefused() throws SQLException {
    assertRefused(
        "",
        token(foreign, ""),
        "of another cluster",
        identity(foreign),
        identity(cluster),
        "carry tokens between instances of one cluster only");
  }

  @Test
  void signedTokenIsTakenByAnotherDataSourceWithTheSameKey() throws SQLException {
    String token = token(cluster, KEY);
    try (Connection connection = LagrangeUrl.connect(cluster, KEY + "&selector=roundRobin")) {
      LagrangeUrl.execute(connection, "SET lagrange.token = '" + token + "'");
      assertThat(LagrangeUrl.value(connection, "SELECT v FROM t")).isEqualTo("1");
    }
    String options = KEY + "&sessionScope=context";
    try (SessionContext context = SessionContext.open(token);
        Connection connection = LagrangeUrl.connect(cluster, options)) {
      assertThat(LagrangeUrl.value(connection, "SELECT v FROM t")).isEqualTo("1");
      assertThat(context.token()).startsWith("lg1.").hasSameSizeAs(token);
    }
  }

  @Test
  void refusedTokenLeavesTheSessionAsItWas() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "")) {
      assertThatThrownBy(() -> LagrangeUrl.execute(connection, "SET lagrange.token = 'nonsense'"))
          .isInstanceOf(SQLException.class);
      assertThat(LagrangeUrl.value(connection, "SELECT v FROM t")).isEqualTo("1");
    }
  }

  @Test
  void contextWithRefusedTokenWritesNothing() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "sessionScope=context")) {
      try (SessionContext context = SessionContext.open("nonsense")) {
        assertThat(SessionContext.current()).isSameAs(context);
        assertRefused(
            () -> LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)"), "nonsense");
      }
      assertThat(LagrangeUrl.value(connection, "SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void tokenOfASessionThatHasSeenNothingIsTaken() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "sessionScope=context")) {
      String token;
      try (SessionContext context = SessionContext.open(null)) {
        LagrangeUrl.value(connection, "/*+ consistency(weak) */ SELECT v FROM t");
        token = context.token();
      }
      try (SessionContext next = SessionContext.open(token)) {
        assertThat(LagrangeUrl.value(connection, "SELECT v FROM t")).isEqualTo("1");
        assertThat(next.token()).isNotEqualTo(token);
      }
      LagrangeUrl.execute(connection, "SET lagrange.token = '" + token + "'");
    }
  }

  private static void assertRefused(String options, String token, String... said)
      throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, options)) {
      assertRefused(
          () -> LagrangeUrl.execute(connection, "SET lagrange.token = '" + token + "'"), said);
    }
    String inContext = options + (options.isEmpty() ? "" : "&") + "sessionScope=context";
    try (SessionContext context = SessionContext.open(token);
        Connection connection = LagrangeUrl.connect(cluster, inContext)) {
      assertThat(SessionContext.current()).isSameAs(context);
      assertRefused(() -> LagrangeUrl.value(connection, "SELECT v FROM t"), said);
    }
  }

  private static void assertRefused(ThrowingCallable call, String... said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("LG003");
              assertThat(e.getErrorCode()).isZero();
              assertThat(e.getMessage()).contains(said);
            });
  }

  private static String token(PostgresCluster of, String options) throws SQLException {
    try (Connection connection = LagrangeUrl.connect(of, options)) {
      return LagrangeUrl.value(connection, "SHOW lagrange.token");
    }
  }

  private static String identity(PostgresCluster of) throws SQLException {
    try (Connection connection = of.primary().connectAsSuperuser()) {
      return LagrangeUrl.value(
          connection, "SELECT system_identifier::text FROM pg_control_system()");
    }
  }

  private static String encoded(String entries) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(entries.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** The same signature under a position far in the future. */
  private static String forged(String token) {
    String[] parts = token.split("\\.", -1);
    String entries =
        new String(
            Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.US_ASCII);
    return parts[0] + "." + encoded(entries.replaceFirst("[0-9A-F]+$", "FFFFFFF")) + "." + parts[2];
  }
}
