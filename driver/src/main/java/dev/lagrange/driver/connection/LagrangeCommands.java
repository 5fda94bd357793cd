package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.SettingValues;
import dev.lagrange.control.cluster.Shown;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.cluster.WeakBacklog;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.LagrangeCommand;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code SET}, {@code SHOW} and {@code RESET} of {@code lagrange.*}; none of them reaches a
 * server. Confined to one logical connection.
 */
final class LagrangeCommands {

  private static final List<String> SETTABLE = List.of("consistency", "routing", "token");
  private static final List<String> SHOWN =
      List.of(
          "consistency",
          "nodes",
          "reruns",
          "route",
          "routing",
          "sessionscope",
          "store",
          "token",
          "weakwrites");

  private final Cluster cluster;
  private final SessionState session;
  private final Transactions transactions;
  private final StatementRouter router;

  LagrangeCommands(
      Cluster cluster, SessionState session, Transactions transactions, StatementRouter router) {
    this.cluster = cluster;
    this.session = session;
    this.transactions = transactions;
    this.router = router;
  }

  /** The rows of a SHOW; null for what has none. */
  @Nullable ResultSet run(LagrangeCommand command) throws SQLException {
    if (command.action() == LagrangeCommand.Action.SHOW) {
      return show(command.name());
    }
    set(command);
    return null;
  }

  private void set(LagrangeCommand command) throws SQLException {
    boolean local = command.action() == LagrangeCommand.Action.SET_LOCAL;
    String value = command.value();
    switch (command.name()) {
      case "consistency" -> setConsistency(value, local);
      case "routing" -> {
        refuse(local, command.name());
        session.setRouting(value == null ? null : SettingValues.mode(value));
      }
      case "token" -> {
        refuse(local, command.name());
        if (value == null) {
          throw SettingValues.tokenStays();
        }
        session.carry(Tokens.positionIn(cluster, value));
      }
      default -> throw SettingValues.unknown(command.name(), SETTABLE);
    }
  }

  private void setConsistency(@Nullable String value, boolean local) throws SQLException {
    Consistency consistency =
        value == null ? null : SettingValues.consistency(value, "lagrange.consistency");
    if (!local) {
      session.declare(consistency);
    } else if (transactions.isActive()) {
      // As PostgreSQL has it, SET LOCAL has no effect outside of a transaction.
      session.declareForTransaction(consistency);
    }
  }

  private static void refuse(boolean local, String name) throws SQLException {
    if (local) {
      throw SettingValues.notLocal(name);
    }
  }

  private ResultSet show(String name) throws SQLException {
    return switch (name) {
      case "consistency" -> Rows.single("lagrange.consistency", shownConsistency());
      case "routing" ->
          Rows.single("lagrange.routing", session.routing().name().toLowerCase(Locale.ROOT));
      case "sessionscope" ->
          Rows.single("lagrange.sessionScope", session.scope().name().toLowerCase(Locale.ROOT));
      case "route" -> {
        Route route = router.lastRoute();
        yield Rows.single("lagrange.route", route == null ? "none yet" : route.toString());
      }
      case "token" -> Rows.single("lagrange.token", token());
      case "nodes" -> Rows.of(Shown.NODES, Shown.nodes(cluster));
      case "reruns" -> Rows.of(Shown.RERUNS, Shown.reruns(cluster));
      case "store" -> Rows.of(Shown.STORE, Shown.store(cluster));
      case "weakwrites" -> weakWrites();
      default -> throw SettingValues.unknown(name, SHOWN);
    };
  }

  private String shownConsistency() {
    return session.current().toString();
  }

  private String token() throws SQLException {
    SessionBinding binding = session.binding();
    return Tokens.export(
            cluster, binding.scope(), binding.session(), binding.trail().last(), binding.carried())
        .encode(cluster.tokenKey());
  }

  private ResultSet weakWrites() throws SQLException {
    WeakBacklog backlog = cluster.weakBacklog();
    List<List<@Nullable String>> rows =
        List.of(
            List.of("waiting", Long.toString(backlog.waiting())),
            List.of("sent", Long.toString(backlog.sent())),
            List.of("failed", Long.toString(backlog.failed())),
            List.of("dropped", Long.toString(backlog.dropped())));
    return Rows.of(List.of("what", "count"), rows);
  }
}
