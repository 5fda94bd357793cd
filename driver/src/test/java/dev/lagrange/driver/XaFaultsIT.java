package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.connection.TestXid;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
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

  private final TestXid xid = TestXid.next();
  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE w (v text)");
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
      Await.until(
          "a replica to serve what was there before",
          Await.PATIENCE,
          () ->
              LagrangeUrl.value(connection, COUNT).equals("0")
                  && LagrangeUrl.route(connection).startsWith("replica"));
      cluster.replicas().get(0).pauseReplay();
      xa.getXAResource().commit(xid, false);
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo(seen);
      xa.close();
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
