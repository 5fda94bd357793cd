package dev.lagrange.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.benchmarks.stub.StubDataSource;
import dev.lagrange.benchmarks.stub.StubVendor;
import dev.lagrange.driver.LagrangeDataSource;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** The ways to the stub that are compared: each makes a data source that has to be closed. */
public enum Access {

  /** HikariCP and nothing else: what every other way is measured against. */
  HIKARI {
    @Override
    DataSource open() {
      HikariConfig config = new HikariConfig();
      config.setDataSource(StubDataSource.create());
      return new HikariDataSource(config);
    }
  },

  /** Lagrange, with no question to the primary: decision and bookkeeping alone. */
  DATASOURCE {
    @Override
    DataSource open() throws SQLException {
      return lagrange("idle", "sessionScope", "datasource");
    }
  },

  /** Lagrange, for reads that ask for nothing. */
  WEAK {
    @Override
    DataSource open() throws SQLException {
      return lagrange("idle", "consistency", "weak");
    }
  },

  /** Lagrange as it comes: each read asks the primary's watch first, and waits for its thread. */
  CLUSTER {
    @Override
    DataSource open() throws SQLException {
      return lagrange("idle", "sessionScope", "cluster");
    }
  },

  /**
   * The same while the primary writes without a pause, so that a read asks a replica's watch too.
   */
  CLUSTER_BUSY {
    @Override
    DataSource open() throws SQLException {
      return lagrange(StubVendor.BUSY, "sessionScope", "cluster");
    }
  };

  abstract DataSource open() throws SQLException;

  private static DataSource lagrange(String database, String option, String value)
      throws SQLException {
    return new LagrangeDataSource(
        "jdbc:lagrange:stub://a:1,b:2,c:3/" + database, Map.of(option, value));
  }
}
