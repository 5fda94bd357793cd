package dev.lagrange.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One client after another that becomes one tenant or another in all ways there are, and a model of
 * who it is, to which what it sees is held. Confined to one thread.
 */
final class TenantWalk {

  /** A session of its own. */
  interface Client {
    Connection connection();

    /** A statement ran; another connection may be at hand now. */
    void ran(boolean read) throws SQLException;

    /** Whether rows can be locked in a transaction that is not read-only. */
    boolean mayLock();

    void close() throws SQLException;
  }

  /** Who a client is: by a variable, and by its role; for the transaction, if that differs. */
  private record Identity(
      @Nullable String tenant,
      @Nullable String role,
      @Nullable String localTenant,
      @Nullable String localRole) {

    static final Identity NOBODY = new Identity(null, null, null, null);

    @Nullable String shownTenant() {
      return localTenant != null ? localTenant : tenant;
    }

    @Nullable String shownRole() {
      return localRole != null ? localRole : role;
    }

    Identity withTenant(@Nullable String value) {
      return new Identity(value, role, null, localRole);
    }

    Identity withRole(@Nullable String value) {
      return new Identity(tenant, value, localTenant, null);
    }

    Identity withLocalTenant(String value) {
      return new Identity(tenant, role, value, localRole);
    }

    Identity withLocalRole(String value) {
      return new Identity(tenant, role, localTenant, value);
    }

    Identity committed() {
      return new Identity(tenant, role, null, null);
    }
  }

  private final Random random;
  private final Callable<Client> clients;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private Client client;
  private Identity now = Identity.NOBODY;
  private Identity atBegin = Identity.NOBODY;
  private boolean inTransaction;
  private boolean readOnly;

  TenantWalk(Random random, Callable<Client> clients) {
    this.random = random;
    this.clients = clients;
  }

  /** Takes so many steps; what was seen that should not have been, or was not. */
  List<String> run(int count) throws Exception {
    client = clients.call();
    try {
      for (int i = 0; i < count; i++) {
        step();
        look("by_variable", now.shownTenant());
        look("by_role", now.shownRole());
      }
    } finally {
      client.close();
    }
    return wrong;
  }

  private void step() throws Exception {
    String who = random.nextBoolean() ? "a" : "b";
    switch (random.nextInt(inTransaction ? 12 : 16)) {
      case 0, 1 -> {
        execute("SET app.tenant = '" + who + "'");
        now = now.withTenant(who);
      }
      case 2 -> {
        setByParameter(who);
        now = now.withTenant(who);
      }
      case 3 -> {
        execute("SELECT set_config('app.tenant', '" + who + "', false)");
        now = now.withTenant(who);
      }
      case 4 -> {
        execute("SET ROLE " + who);
        now = now.withRole(who);
      }
      case 5 -> {
        execute("RESET ROLE");
        now = now.withRole(null);
      }
      case 6 -> {
        execute("RESET app.tenant");
        now = now.withTenant(null);
      }
      case 7, 8, 9, 10 -> {
        if (inTransaction) {
          stepInTransaction(who);
        } else {
          begin();
        }
      }
      case 12 -> {
        execute("RESET ALL");
        now = now.withTenant(null);
      }
      case 13 -> {
        execute("DISCARD ALL");
        now = Identity.NOBODY;
      }
      case 14 -> {
        client.connection().endRequest();
        client.ran(false);
        now = Identity.NOBODY;
      }
      default -> {
        steps.clear();
        client.close();
        client = clients.call();
        now = Identity.NOBODY;
        inTransaction = false;
      }
    }
  }

  private void begin() throws SQLException {
    readOnly = random.nextBoolean();
    steps.add("begin" + (readOnly ? " read only" : ""));
    client.connection().setReadOnly(readOnly);
    client.connection().setAutoCommit(false);
    atBegin = now;
    inTransaction = true;
  }

  private void stepInTransaction(String who) throws SQLException {
    switch (random.nextInt(6)) {
      case 0 -> {
        execute("SET LOCAL app.tenant = '" + who + "'");
        now = now.withLocalTenant(who);
      }
      case 1 -> {
        execute("SET LOCAL ROLE " + who);
        now = now.withLocalRole(who);
      }
      case 2 -> {
        Savepoint savepoint = client.connection().setSavepoint();
        execute("SET app.tenant = '" + who + "'");
        execute("SET ROLE " + who);
        client.connection().rollback(savepoint);
        steps.add("rollback to");
      }
      case 3 -> {
        steps.add("rollback");
        client.connection().rollback();
        end(atBegin);
      }
      default -> {
        steps.add("commit");
        client.connection().commit();
        end(now.committed());
      }
    }
  }

  private void end(Identity identity) throws SQLException {
    now = identity;
    inTransaction = false;
    client.connection().setAutoCommit(true);
    client.connection().setReadOnly(false);
    client.ran(false);
  }

  private void execute(String sql) throws SQLException {
    steps.add(sql);
    try (Statement statement = client.connection().createStatement()) {
      statement.execute(sql);
    }
    client.ran(false);
  }

  private void setByParameter(String who) throws SQLException {
    steps.add("set_config ? " + who);
    String sql = "SELECT set_config('app.tenant', ?, false)";
    try (PreparedStatement statement = client.connection().prepareStatement(sql)) {
      statement.setString(1, who);
      statement.execute();
    }
    client.ran(false);
  }

  private void look(String table, @Nullable String who) throws SQLException {
    boolean locks = inTransaction && !readOnly && client.mayLock() && random.nextInt(8) == 0;
    String sql = "SELECT tenant FROM " + table + (locks ? " FOR SHARE" : "");
    List<String> seen = new ArrayList<>();
    try (Statement statement = client.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        seen.add(rows.getString(1));
      }
    } catch (SQLException e) {
      wrong.add(table + " failed for " + who + " after " + steps + ": " + e.getMessage());
      throw e;
    }
    client.ran(!inTransaction);
    if (seen.stream().anyMatch(row -> !row.equals(who))) {
      wrong.add(table + " shows " + seen + " of another than " + who + " after " + steps);
    } else if (who != null && seen.isEmpty()) {
      wrong.add(table + " lacks the row of " + who + " after " + steps);
    }
  }
}
