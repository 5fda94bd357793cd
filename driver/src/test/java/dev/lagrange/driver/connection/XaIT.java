package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeXADataSource;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.xa.PGXADataSource;

/** Branches of distributed transactions: row 24 of the list of JDBC's corner cases. */
final class XaIT extends OnCluster {

  private LagrangeXADataSource source;
  private XAConnection xa;
  private XAResource resource;
  private Connection connection;
  private final TestXid xid = TestXid.next();

  @BeforeEach
  void open() throws SQLException {
    open("consistency=eventual&replicaWait=30s");
  }

  private void open(String options) throws SQLException {
    source = new LagrangeXADataSource(url(cluster(), options), Map.of());
    xa = source.getXAConnection();
    resource = xa.getXAResource();
    connection = xa.getConnection();
  }

  @AfterEach
  void close() throws SQLException, XAException {
    for (Xid left : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
      resource.rollback(left);
    }
    xa.close();
    source.close();
  }

  private void work(String value) throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('" + value + "')");
    resource.end(xid.again(), XAResource.TMSUCCESS);
  }

  private static String count(Connection on, String value) throws SQLException {
    return value(on, "SELECT count(*) FROM w WHERE v = '" + value + "'");
  }

  private static void assertCode(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            XAException.class, refused -> assertThat(refused.errorCode).isEqualTo(code));
  }

  private static void assertState(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  @DisplayName("24: what both phases committed is read from replicas at once")
  void committedBranchIsRead(String scope) throws SQLException, XAException {
    close();
    open("consistency=eventual&replicaWait=30s&sessionScope=" + scope);
    String value = "two-phase " + scope;
    work(value);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    assertThat(count(connection, value)).isEqualTo("0");
    resource.commit(xid.again(), false);
    assertThat(count(connection, value)).isEqualTo("1");
    assertOnReplica(connection);
  }

  @Test
  @DisplayName("24: one phase is enough for a manager that has but one branch")
  void onePhaseCommits() throws SQLException, XAException {
    work("one phase");
    resource.commit(xid, true);
    assertThat(count(connection, "one phase")).isEqualTo("1");
    assertThat(connection.getAutoCommit()).isTrue();
    assertCode(XAException.XAER_NOTA, () -> resource.commit(xid, false));
  }

  @Test
  @DisplayName("24: a branch is rolled back before and after it is prepared")
  void branchIsRolledBack() throws SQLException, XAException {
    work("undone");
    resource.rollback(xid);
    work("undone");
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    resource.rollback(xid);
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'undone'")).isEqualTo("0");
    assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    assertCode(XAException.XAER_NOTA, () -> resource.rollback(xid));
  }

  @Test
  @DisplayName("24: another process finds what was prepared, and finishes it; so does pgjdbc")
  void preparedBranchIsRecovered() throws SQLException, XAException {
    work("recovered");
    resource.prepare(xid);
    xa.close();
    xa = source.getXAConnection();
    resource = xa.getXAResource();
    Xid[] found = resource.recover(XAResource.TMSTARTRSCAN);
    assertThat(resource.recover(XAResource.TMENDRSCAN)).isEmpty();
    assertThat(found).hasSize(1);
    assertThat(found[0].getGlobalTransactionId()).isEqualTo(xid.getGlobalTransactionId());
    assertThat(found[0].getBranchQualifier()).isEqualTo(xid.getBranchQualifier());
    PGXADataSource vendor = new PGXADataSource();
    vendor.setUrl(cluster().primary().jdbcUrl());
    vendor.setUser(PostgresCluster.APP_USER);
    vendor.setPassword(PostgresCluster.APP_PASSWORD);
    XAConnection direct = vendor.getXAConnection();
    try {
      Xid[] same = direct.getXAResource().recover(XAResource.TMSTARTRSCAN);
      assertThat(same).hasSize(1);
      direct.getXAResource().commit(same[0], false);
    } finally {
      direct.close();
    }
    assertCode(XAException.XAER_NOTA, () -> resource.commit(found[0], false));
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'recovered'")).isEqualTo("1");
  }

  @Test
  @DisplayName(
      "24: a branch that has only read needs no second phase; a replica serves it if asked")
  void readersVoteReadOnly() throws SQLException, XAException {
    awaitCatalog();
    resource.start(xid, XAResource.TMNOFLAGS);
    assertThat(value(connection, "SELECT v FROM t WHERE id = 1")).isEqualTo("v1");
    assertOnPrimary(connection);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
    connection.setReadOnly(true);
    resource.start(xid, XAResource.TMNOFLAGS);
    assertThat(value(connection, "SELECT v FROM t WHERE id = 1")).isEqualTo("v1");
    assertOnReplica(connection);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
    resource.start(xid, XAResource.TMNOFLAGS);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).as("nothing ran").isEqualTo(XAResource.XA_RDONLY);
    assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
  }

  @Test
  @DisplayName("24: only the manager ends the transaction of a branch")
  void userCannotEndBranch() throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    assertThat(connection.getAutoCommit()).isFalse();
    execute(connection, "INSERT INTO w (v) VALUES ('kept')");
    assertState("55000", connection::commit);
    assertState("55000", connection::rollback);
    assertState("55000", connection::setSavepoint);
    assertState("55000", () -> connection.setAutoCommit(true));
    for (String sql :
        List.of("COMMIT", "ROLLBACK", "BEGIN", "COMMIT AND CHAIN", "PREPARE TRANSACTION 'x'")) {
      assertState("55000", () -> execute(connection, sql));
    }
    execute(connection, "SAVEPOINT s");
    execute(connection, "INSERT INTO w (v) VALUES ('not kept')");
    execute(connection, "ROLLBACK TO s");
    resource.end(xid, XAResource.TMSUCCESS);
    assertState("55000", () -> count(connection, "kept"));
    resource.prepare(xid);
    resource.commit(xid, false);
    assertThat(count(connection, "kept")).isEqualTo("1");
    assertThat(count(connection, "not kept")).isEqualTo("0");
  }

  @Test
  @DisplayName("24: what is against the protocol is refused by its code")
  void protocolIsKept() throws SQLException, XAException {
    TestXid other = TestXid.next();
    connection.setAutoCommit(false);
    execute(connection, "INSERT INTO w (v) VALUES ('local')");
    assertCode(XAException.XAER_OUTSIDE, () -> resource.start(xid, XAResource.TMNOFLAGS));
    connection.rollback();
    assertCode(XAException.XAER_INVAL, () -> resource.start(xid, XAResource.TMFAIL));
    assertCode(XAException.XAER_NOTA, () -> resource.start(xid, XAResource.TMRESUME));
    assertCode(XAException.XAER_NOTA, () -> resource.end(xid, XAResource.TMSUCCESS));
    assertCode(XAException.XAER_NOTA, () -> resource.prepare(xid));
    assertCode(XAException.XAER_INVAL, () -> resource.recover(XAResource.TMFAIL));
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('protocol')");
    assertCode(XAException.XAER_DUPID, () -> resource.start(xid, XAResource.TMNOFLAGS));
    assertCode(XAException.XAER_PROTO, () -> resource.start(other, XAResource.TMNOFLAGS));
    assertCode(XAException.XAER_PROTO, () -> resource.start(xid, XAResource.TMJOIN));
    assertCode(XAException.XAER_PROTO, () -> resource.prepare(xid));
    assertCode(XAException.XAER_PROTO, () -> resource.commit(xid, true));
    assertCode(XAException.XAER_PROTO, () -> resource.commit(xid, false));
    assertCode(XAException.XAER_INVAL, () -> resource.end(xid, XAResource.TMJOIN));
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XAER_PROTO, () -> resource.start(other, XAResource.TMNOFLAGS));
    resource.commit(xid, true);
    assertThat(count(connection, "protocol")).isEqualTo("1");
    assertThat(resource.isSameRM(resource)).isTrue();
    assertThat(connection.getAutoCommit()).as("as it was before the branch").isFalse();
  }

  @Test
  @DisplayName("24: a suspended branch goes on where it was, and nothing runs meanwhile")
  void suspendedBranchGoesOn() throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('suspended')");
    resource.end(xid, XAResource.TMSUSPEND);
    assertState("55000", () -> execute(connection, "INSERT INTO w (v) VALUES ('between')"));
    assertState("55000", () -> value(connection, "SELECT 1"));
    resource.start(xid.again(), XAResource.TMRESUME);
    assertThat(count(connection, "suspended")).isEqualTo("1");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.start(xid, XAResource.TMJOIN);
    execute(connection, "INSERT INTO w (v) VALUES ('suspended')");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.prepare(xid);
    resource.commit(xid, false);
    assertThat(count(connection, "suspended")).isEqualTo("2");
    assertThat(count(connection, "between")).isEqualTo("0");
  }

  @Test
  @DisplayName("24: a branch outlives the connection that worked in it, with what was set in it")
  void branchOutlivesItsConnection() throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "SET app.tenant = 'a'");
    execute(connection, "INSERT INTO w (v) VALUES ('outlived')");
    connection.close();
    connection = xa.getConnection();
    assertThat(count(connection, "outlived")).isEqualTo("1");
    assertThat(value(connection, "SELECT v FROM shared")).isEqualTo("of a");
    connection.close();
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    resource.commit(xid, false);
    connection = xa.getConnection();
    assertThat(count(connection, "outlived")).isEqualTo("1");
    assertThat(value(connection, "SELECT v FROM shared")).as("as new").isNull();
  }

  @Test
  @DisplayName("24: a transaction that failed is neither prepared nor committed")
  void failedBranchIsNotPrepared() throws SQLException, XAException {
    for (boolean onePhase : new boolean[] {false, true}) {
      resource.start(xid, XAResource.TMNOFLAGS);
      execute(connection, "INSERT INTO w (v) VALUES ('failed')");
      assertState("22012", () -> value(connection, "SELECT 1 / 0"));
      resource.end(xid, XAResource.TMSUCCESS);
      if (onePhase) {
        assertCode(XAException.XA_RBROLLBACK, () -> resource.commit(xid, true));
      } else {
        assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(xid));
      }
      assertThat(count(connection, "failed")).isEqualTo("0");
    }
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO deferred VALUES (1), (1)");
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XA_RBINTEGRITY, () -> resource.prepare(xid));
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('failed')");
    resource.end(xid, XAResource.TMFAIL);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.commit(xid, true));
    assertThat(count(connection, "failed")).isEqualTo("0");
    assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
  }

  private void awaitCatalog() {
    Await.until(
        "the catalog to be known, without which nothing is known to read only",
        Await.PATIENCE,
        () -> {
          value(connection, "SELECT v FROM t WHERE id = 1");
          return route(connection).startsWith("replica");
        });
  }

  private void rollBackOnceBusy() {
    String busy =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'overdue'"
            + " AND state = 'active'";
    try {
      Await.until("the statement to run", Duration.ofMinutes(1), () -> onPrimary(busy).equals("1"));
      resource.end(xid, XAResource.TMFAIL);
      resource.rollback(xid);
    } catch (XAException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("24: where the manager's limit is over, nothing of the thread at work takes place")
  void rollbackByAnotherThreadStopsTheWork() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    xa.addConnectionEventListener(new BrokenListener(broken));
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "SET application_name = 'overdue'");
    execute(connection, "INSERT INTO w (v) VALUES ('overdue')");
    CompletableFuture<Void> reaper = CompletableFuture.runAsync(this::rollBackOnceBusy);
    assertThatThrownBy(() -> value(connection, "SELECT pg_sleep(60)"))
        .isInstanceOf(SQLException.class);
    reaper.get(1, TimeUnit.MINUTES);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> execute(connection, "INSERT INTO w (v) VALUES ('overdue')"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(connection.isValid(1)).isFalse();
    connection.close();
    assertThat(broken.get()).as("told to the pool").isTrue();
    assertState("08003", xa::getConnection);
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'overdue'")).isEqualTo("0");
  }

  @Test
  @DisplayName("24: what is closed with an open branch has rolled it back")
  void closingRollsBack() throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('closed')");
    xa.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'closed'")).isEqualTo("0");
    assertState("08003", xa::getConnection);
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(xid));
    reopen();
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('closed')");
    resource.end(xid, XAResource.TMSUCCESS);
    xa.close();
    assertCode(XAException.XA_RBROLLBACK, () -> resource.commit(xid, true));
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'closed'")).isEqualTo("0");
    reopen();
  }

  private void reopen() throws SQLException {
    xa = source.getXAConnection();
    resource = xa.getXAResource();
    connection = xa.getConnection();
  }

  @Test
  @DisplayName("24: what is aborted in a branch is not committed, and works nowhere else")
  void abortEndsBranch() throws SQLException, XAException {
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('aborted in a branch')");
    connection.abort(Runnable::run);
    assertState("08003", xa::getConnection);
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(xid));
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'aborted in a branch'")).isEqualTo("0");
    xa.close(); // as a pool does with what it was told is broken
    reopen();
  }

  @Test
  @DisplayName("24, 47: what is written through rows is prepared, and can be rolled back")
  void rowsOfBranchAreWritten() throws SQLException, XAException {
    awaitCatalog();
    resource.start(xid, XAResource.TMNOFLAGS);
    try (Statement statement =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery("SELECT id, v FROM t WHERE id = 9")) {
      rows.next();
      rows.updateString("v", "through rows");
      rows.updateRow();
    }
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    resource.rollback(xid);
    assertThat(onPrimary("SELECT v FROM t WHERE id = 9")).isEqualTo("v9");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("24, 57: what is done through the vendor's own object is the branch's")
  void unwrappedWorkIsOfTheBranch(boolean before) throws SQLException, XAException {
    Connection vendor = before ? connection.unwrap(PgConnection.class) : null;
    resource.start(xid, XAResource.TMNOFLAGS);
    if (vendor == null) {
      vendor = connection.unwrap(PgConnection.class);
    }
    String insert = "INSERT INTO w (v) VALUES ('unwrapped " + before + "')";
    execute(vendor, insert);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    resource.rollback(xid);
    String count = "SELECT count(*) FROM w WHERE v = 'unwrapped " + before + "'";
    assertThat(onPrimary(count)).isEqualTo("0");
    for (int i = 1; i <= 2; i++) {
      execute(connection, insert);
      assertThat(onPrimary(count)).as("autocommitted").isEqualTo(String.valueOf(2 * i - 1));
      resource.start(xid, XAResource.TMNOFLAGS);
      execute(connection, insert);
      resource.end(xid, XAResource.TMSUCCESS);
      resource.commit(xid, true);
      assertThat(onPrimary(count)).isEqualTo(String.valueOf(2 * i));
    }
    resource.start(xid, XAResource.TMNOFLAGS);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).as("nothing ran").isEqualTo(XAResource.XA_RDONLY);
  }

  @Test
  @DisplayName("24: a connection that was unwrapped in manual-commit mode can begin a branch")
  void unwrappedInManualCommitModeBegins() throws SQLException, XAException {
    connection.setAutoCommit(false);
    connection.unwrap(PgConnection.class);
    resource.start(xid, XAResource.TMNOFLAGS);
    execute(connection, "INSERT INTO w (v) VALUES ('manual')");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.prepare(xid);
    resource.commit(xid, false);
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'manual'")).isEqualTo("1");
    connection.rollback();
  }

  private record BrokenListener(AtomicBoolean broken) implements ConnectionEventListener {
    @Override
    public void connectionClosed(ConnectionEvent event) {}

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      broken.set(true);
    }
  }
}
