package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.connection.TestXid;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Branches of distributed transactions on a cluster in trouble. */
final class XaFaultsIT {

  private static final String COUNT = "SELECT count(*) FROM w";
  private static final String COUNT_KEYED = "SELECT count(*) FROM keyed";

  private final TestXid xid = TestXid.next();
  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE w (v text)");
      LagrangeUrl.execute(owner, "CREATE TABLE keyed (k int PRIMARY KEY, v text)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeXADataSource source(String options) throws SQLException {
    return new LagrangeXADataSource(
        LagrangeUrl.of(cluster, "probeInterval=50ms&" + options), Map.of());
  }

  private static void awaitReplica(Connection connection, String sql) {
    Await.until(
        "a replica to serve what was there before",
        Await.PATIENCE,
        () ->
            LagrangeUrl.value(connection, sql).equals("0")
                && LagrangeUrl.route(connection).startsWith("replica"));
  }

  private void prepare(XAConnection xa, Connection connection) throws SQLException, XAException {
    XAResource resource = xa.getXAResource();
    resource.start(xid, XAResource.TMNOFLAGS);
    LagrangeUrl.execute(connection, "INSERT INTO w VALUES ('x')");
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
  }

  /** The last is the negative control. */
  @ParameterizedTest
  @CsvSource({
    "consistency=eventual&sessionScope=cluster, 1",
    "consistency=eventual&sessionScope=datasource, 1",
    "consistency=eventual&sessionScope=connection, 1",
    "consistency=weak, 0"
  })
  void whatWasCommittedInTwoPhasesIsReadWhileReplicasLag(String options, String seen)
      throws SQLException, XAException {
    try (LagrangeXADataSource source = source("maxLag=1h&replicaWait=0s&" + options);
        LagrangeDataSource watch = new LagrangeDataSource(LagrangeUrl.of(cluster, ""), Map.of())) {
      XAConnection xa = source.getXAConnection();
      Connection connection = xa.getConnection();
      LagrangeUrl.awaitReplicas(cluster, watch);
      prepare(xa, connection);
      cluster.awaitReplicasCaughtUp();
      awaitReplica(connection, COUNT);
      cluster.replicas().get(0).pauseReplay();
      xa.getXAResource().commit(xid, false);
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo(seen);
      xa.close();
    }
  }

  @Test
  void whatAnotherThreadCommitsInOnePhaseIsReadInTheContextThatWroteIt() throws Exception {
    try (LagrangeXADataSource source =
            source("maxLag=1h&replicaWait=0s&consistency=eventual&sessionScope=context");
        LagrangeDataSource watch = new LagrangeDataSource(LagrangeUrl.of(cluster, ""), Map.of());
        SessionContext context = SessionContext.open()) {
      XAConnection xa = source.getXAConnection();
      Connection connection = xa.getConnection();
      LagrangeUrl.awaitReplicas(cluster, watch);
      awaitReplica(connection, COUNT);
      cluster.replicas().get(0).pauseReplay();
      XAResource resource = xa.getXAResource();
      resource.start(xid, XAResource.TMNOFLAGS);
      LagrangeUrl.execute(connection, "INSERT INTO w VALUES ('x')");
      resource.end(xid, XAResource.TMSUCCESS);
      FutureTask<Void> commit =
          new FutureTask<>(
              () -> {
                resource.commit(xid, true);
                return null;
              });
      new Thread(commit, "manager").start();
      commit.get();
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("1");
      assertThat(context.token()).isNotEmpty();
      xa.close();
    }
  }

  /** The last is the negative control. */
  @ParameterizedTest
  @CsvSource({
    "consistency=eventual&sessionScope=connection, 2",
    "consistency=eventual&sessionScope=datasource, 2",
    "consistency=weak, 0"
  })
  void whatWasWrittenThroughRowsIsReadWhileReplicasLag(String options, String seen)
      throws SQLException {
    try (LagrangeDataSource source =
            new LagrangeDataSource(
                LagrangeUrl.of(cluster, "maxLag=1h&replicaWait=0s&" + options), Map.of());
        Connection connection = source.getConnection()) {
      LagrangeUrl.awaitReplicas(cluster, source);
      awaitReplica(connection, COUNT_KEYED);
      cluster.replicas().get(0).pauseReplay();
      for (boolean autoCommit : new boolean[] {true, false}) {
        connection.setAutoCommit(autoCommit);
        try (Statement statement =
                connection.createStatement(
                    ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
            ResultSet rows = statement.executeQuery("SELECT k, v FROM keyed WHERE k < 0")) {
          LagrangeUrl.value(connection, COUNT_KEYED);
          rows.moveToInsertRow();
          rows.updateInt("k", autoCommit ? 1 : 2);
          rows.insertRow();
        }
        if (!autoCommit) {
          connection.commit();
          connection.setAutoCommit(true);
        }
      }
      assertThat(LagrangeUrl.value(connection, COUNT_KEYED)).isEqualTo(seen);
    }
  }

  @Test
  void preparedBranchIsFinishedOnTheServerThatIsPromoted() throws SQLException, XAException {
    try (LagrangeXADataSource source = source("consistency=eventual")) {
      XAConnection xa = source.getXAConnection();
      Connection connection = xa.getConnection();
      prepare(xa, connection);
      cluster.awaitReplicasCaughtUp();
      PostgresNode old = cluster.primary();
      old.kill();
      cluster.failOver();
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("0");
      Xid[] left = xa.getXAResource().recover(XAResource.TMSTARTRSCAN);
      assertThat(left).hasSize(1);
      xa.getXAResource().commit(left[0], false);
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("1");
      assertThat(xa.getXAResource().recover(XAResource.TMSTARTRSCAN)).isEmpty();
      xa.close();
    }
  }

  @Test
  void branchWhosePrimaryDiesIsNotPrepared() throws SQLException, XAException {
    try (LagrangeXADataSource source = source("consistency=eventual")) {
      XAConnection xa = source.getXAConnection();
      Connection connection = xa.getConnection();
      XAResource resource = xa.getXAResource();
      resource.start(xid, XAResource.TMNOFLAGS);
      LagrangeUrl.execute(connection, "INSERT INTO w VALUES ('lost')");
      cluster.awaitReplicasCaughtUp();
      cluster.primary().kill();
      cluster.failOver();
      resource.end(xid, XAResource.TMSUCCESS);
      int code = 0;
      try {
        resource.prepare(xid);
      } catch (XAException e) {
        code = e.errorCode;
      }
      assertThat(code).isIn(XAException.XAER_RMFAIL, XAException.XA_RBTRANSIENT);
      assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
      prepare(xa, connection);
      resource.commit(xid, false);
      assertThat(LagrangeUrl.value(connection, "SELECT string_agg(v, ',') FROM w")).isEqualTo("x");
      xa.close();
    }
  }
}
