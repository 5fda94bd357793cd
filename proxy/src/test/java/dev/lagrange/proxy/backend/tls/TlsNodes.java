package dev.lagrange.proxy.backend.tls;

import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresNode;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What servers of the testbed are told of TLS, and what they tell of it. */
public final class TlsNodes {

  private TlsNodes() {}

  /** Gives a server a certificate, and turns TLS on. Waits until it has both. */
  public static void turnOn(PostgresNode node, X509Bundle certificate, Authority ofClients)
      throws IOException, SQLException {
    Path data = node.dataDirectory();
    Authority.writeCertificate(certificate, data.resolve("server.crt"));
    Authority.writeKey(certificate, data.resolve("server.key"));
    ofClients.writeRoot(data.resolve("clients.crt"));
    node.set("ssl_ca_file", "clients.crt");
    set(node, "ssl", "on");
  }

  /** Has a server let users in by these rules, the first that fits. Waits until it does. */
  public static void rules(PostgresNode node, List<String> rules) throws IOException, SQLException {
    Authority.write(node.dataDirectory().resolve("pg_hba.conf"), String.join("\n", rules) + "\n");
    set(node, "log_min_messages", "warning");
  }

  /** Changes a setting, and waits until the server has read it and all its files. */
  public static void set(PostgresNode node, String setting, String value) throws SQLException {
    String before = value(node, "SELECT pg_conf_load_time()");
    Await.until(
        node + " to read its files again",
        Await.PATIENCE,
        () -> {
          node.set(setting, value);
          return !value(node, "SELECT pg_conf_load_time()").equals(before);
        });
  }

  /** The users' connections at a server, over TLS or not. */
  public static int connections(PostgresNode node, String user, boolean encrypted)
      throws SQLException {
    return Integer.parseInt(
        value(
            node,
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '"
                + user
                + "' AND ssl = "
                + encrypted));
  }

  /** The first column of the first row, as the superuser sees it. */
  public static String value(PostgresNode node, String sql) throws SQLException {
    try (Connection connection = node.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "none";
    }
  }

  /** Lets the usual users in, over TLS or not, behind rules of its own. */
  public static List<String> usual() {
    return List.of(
        "host all all 127.0.0.1/32 scram-sha-256",
        "host replication all 127.0.0.1/32 scram-sha-256");
  }
}
