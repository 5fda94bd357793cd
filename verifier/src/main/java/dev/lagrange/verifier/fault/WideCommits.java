package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link FaultKind#WIDE_COMMITS}. A standby shows a commit, and only when it has also deleted the
 * files that the commit dropped does its replayed position move past it. So a trigger lets writes
 * to the tables of the run drop some hundred tables that were made for it. Nothing a client can
 * read is changed by it.
 */
final class WideCommits implements Fault {

  /**
   * Tables of each batch; each has files of its own, of its TOAST table and of that one's index.
   */
  private static final int TABLES = 150;

  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION %1$s.drop_batch() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET client_min_messages = warning AS $$
      DECLARE
        taken int;
      BEGIN
        DELETE FROM %1$s.batch WHERE number =
          (SELECT number FROM %1$s.batch LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING number INTO taken;
        IF taken IS NOT NULL THEN
          EXECUTE format('DROP SCHEMA %1$s_%%s CASCADE', taken);
        END IF;
        RETURN NULL;
      EXCEPTION WHEN serialization_failure OR lock_not_available THEN
        RETURN NULL;
      END $$
      """
          .formatted(Traces.SCHEMA);

  private static final String TRIGGERS =
      """
      DO $$
      DECLARE
        written regclass;
      BEGIN
        FOR written IN SELECT oid FROM pg_class
            WHERE relkind = 'r' AND relnamespace = to_regnamespace('%2$s') LOOP
          EXECUTE format('CREATE OR REPLACE TRIGGER wide AFTER INSERT OR UPDATE ON %%s'
            ' EXECUTE FUNCTION %1$s.drop_batch()', written);
        END LOOP;
      END $$
      """
          .formatted(Traces.SCHEMA, Traces.RUN_SCHEMA);

  private static final String BATCH =
      """
      DO $$
      DECLARE
        made int;
      BEGIN
        IF (SELECT count(*) FROM %1$s.batch) > 0 THEN
          RETURN;
        END IF;
        INSERT INTO %1$s.batch DEFAULT VALUES RETURNING number INTO made;
        EXECUTE format('CREATE SCHEMA %1$s_%%s', made);
        FOR i IN 1..%2$d LOOP
          EXECUTE format('CREATE TABLE %1$s_%%s.t%%s (text text)', made, i);
        END LOOP;
      END $$
      """
          .formatted(Traces.SCHEMA, TABLES);

  private static final String MADE = "SELECT coalesce(last_value, 0) FROM %s.batch_number_seq";

  private final PostgresNode primary;
  private @Nullable Connection connection;

  WideCommits(PostgresCluster cluster) {
    primary = cluster.primary();
  }

  @Override
  public List<PostgresNode> nodes() {
    return List.of(primary);
  }

  @Override
  public String begin() throws SQLException {
    connection = Superuser.connect(primary);
    Superuser.execute(
        connection,
        "CREATE SCHEMA IF NOT EXISTS " + Traces.SCHEMA,
        "CREATE TABLE IF NOT EXISTS " + Traces.SCHEMA + ".batch (number serial PRIMARY KEY)",
        FUNCTION,
        TRIGGERS,
        BATCH);
    return "now and then a write on %s also drops %d tables".formatted(primary.name(), TABLES);
  }

  @Override
  public @Nullable String goOn(Duration since) throws SQLException {
    if (connection != null) {
      Superuser.execute(connection, BATCH);
    }
    return null;
  }

  @Override
  public String heal() throws SQLException {
    if (connection == null) {
      return "no write on " + primary.name() + " drops tables";
    }
    try (Connection last = connection) {
      // the next write drops the last batch
      String batches = Superuser.ask(last, MADE.formatted(Traces.SCHEMA));
      return "writes on "
          + primary.name()
          + " drop no more tables; "
          + batches
          + " batches had been made so far";
    }
  }
}
