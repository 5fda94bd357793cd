package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeXADataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What containers pool: row 25 of the list of JDBC's corner cases. */
final class PooledConnectionIT extends OnCluster {

  private final List<ConnectionEvent> closed = new ArrayList<>();
  private final List<ConnectionEvent> failed = new ArrayList<>();

  private final ConnectionEventListener listener =
      new ConnectionEventListener() {
        @Override
        public void connectionClosed(ConnectionEvent event) {
          closed.add(event);
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
          failed.add(event);
        }
      };

  @Test
  @DisplayName("25: each connection that is handed out is as new, and tells when it is closed")
  void connectionsAreAsNew() throws SQLException {
    try (LagrangeXADataSource source =
        new LagrangeXADataSource(url(cluster(), "consistency=eventual"), Map.of())) {
      PooledConnection pooled = source.getPooledConnection();
      pooled.addConnectionEventListener(listener);
      Connection first = pooled.getConnection();
      execute(first, "SET app.tenant = 'a'");
      assertThat(value(first, "SELECT v FROM shared")).isEqualTo("of a");
      first.setAutoCommit(false);
      execute(first, "INSERT INTO w (v) VALUES ('not committed')");
      first.close();
      first.close();
      assertThat(closed).hasSize(1).first().extracting("source").isSameAs(pooled);

      Connection second = pooled.getConnection();
      assertThat(second.getAutoCommit()).isTrue();
      assertThat(value(second, "SELECT v FROM shared")).isNull();
      assertThat(value(second, "SELECT count(*) FROM w WHERE v = 'not committed'")).isEqualTo("0");
      Connection third = pooled.getConnection();
      assertThat(second.isClosed()).isTrue();
      assertThat(closed).as("taken from its user, not closed by him").hasSize(1);
      pooled.removeConnectionEventListener(listener);
      third.close();
      pooled.close();
      assertThat(closed).hasSize(1);
      assertThat(failed).isEmpty();
    }
  }

  @Test
  @DisplayName("25: a connection that is lost does not break what the container pools")
  void lostConnectionBreaksNothing() throws SQLException {
    try (LagrangeXADataSource source =
        new LagrangeXADataSource(url(cluster(), "consistency=eventual"), Map.of())) {
      PooledConnection pooled = source.getPooledConnection();
      pooled.addConnectionEventListener(listener);
      try (Connection connection = pooled.getConnection()) {
        execute(connection, "CREATE TEMP TABLE bound (n int)");
        String pid = value(connection, "SELECT pg_backend_pid()");
        try (Connection superuser = cluster().primary().connectAsSuperuser()) {
          value(superuser, "SELECT pg_terminate_backend(" + pid + ", 10000)");
        }
        assertThatThrownBy(() -> execute(connection, "SELECT n FROM bound"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute(connection, "SELECT 1"))
            .hasMessageContaining("open another connection");
        assertThat(connection.isValid(1)).isFalse();
      }
      assertThat(failed).isEmpty();
      try (Connection connection = pooled.getConnection()) {
        assertThat(value(connection, "SELECT v FROM t WHERE id = 1")).isEqualTo("v1");
      }
      pooled.close();
    }
  }
}
