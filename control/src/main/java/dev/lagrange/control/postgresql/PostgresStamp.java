package dev.lagrange.control.postgresql;

import dev.lagrange.control.Stamp;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.token.ClusterId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How a connection asks its server for the {@link Stamp}, whoever speaks the protocol. */
public final class PostgresStamp {

  /** Answers with one row; its texts do not depend on any setting of the session. */
  public static final String QUERY =
      """
      SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system())::text,
             coalesce(pg_catalog.host(inet_server_addr()), 'local') || ':' || inet_server_port(),
             (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint::text,
             pg_catalog.pg_backend_pid()::text,
             CASE WHEN pg_catalog.current_setting('synchronous_commit') = 'off' THEN 'off' ELSE 'on' END
      """;

  /** How many columns it has. */
  public static final int COLUMNS = 5;

  private PostgresStamp() {}

  /**
   * Reads the row.
   *
   * @param columns its texts
   * @param pid the process that greeted the connection: behind a pooler another one answers
   */
  public static Stamp of(List<String> columns, int pid) {
    Instant start = Instant.EPOCH.plus(Long.parseLong(columns.get(2)), ChronoUnit.MICROS);
    ServerRun run = new ServerRun(new ClusterId(columns.get(0)), columns.get(1), start);
    boolean direct = Integer.parseInt(columns.get(3)) == pid;
    return new Stamp(direct ? run : null, columns.get(4).equals("off"));
  }
}
