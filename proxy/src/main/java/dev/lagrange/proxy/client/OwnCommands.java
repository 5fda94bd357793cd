package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.Shown;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import dev.lagrange.routing.sql.LagrangeCommand;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code SET}, {@code SHOW} and {@code RESET} of {@code lagrange.*}; none of them reaches a
 * server. Confined to one client.
 */
final class OwnCommands {

  private static final List<String> SETTABLE = List.of("consistency", "routing", "token");

  private static final List<String> SHOWN =
      List.of("consistency", "nodes", "reruns", "route", "routing", "sessionscope", "token");

  private final Cluster cluster;
  private final Levels levels;
  private final Ledger ledger;
  private final Routing routing;

  OwnCommands(Cluster cluster, Levels levels, Ledger ledger, Routing routing) {
    this.cluster = cluster;
    this.levels = levels;
    this.ledger = ledger;
    this.routing = routing;
  }

  /** What the command's rows are called; null for one without rows. */
  @Nullable List<String> columns(LagrangeCommand command) {
    if (command.action() != LagrangeCommand.Action.SHOW) {
      return null;
    }
    return switch (command.name()) {
      case "nodes" -> Shown.NODES;
      case "reruns" -> Shown.RERUNS;
      case "sessionscope" -> List.of("lagrange.sessionScope");
      default -> List.of("lagrange." + command.name());
    };
  }

  /**
   * Runs a command. Blocks where a token has to be made.
   *
   * @return its rows; empty for one without
   * @throws SQLException if it is not known, or its value is none (22023), or as tokens are refused
   */
  List<List<@Nullable String>> run(LagrangeCommand command, boolean inTransaction)
      throws SQLException {
    if (command.action() == LagrangeCommand.Action.SHOW) {
      return show(command.name());
    }
    boolean local = command.action() == LagrangeCommand.Action.SET_LOCAL;
    String value = command.value();
    if (local && !command.name().equals("consistency")) {
      throw refused(
          "lagrange." + command.name() + " belongs to the session: use SET without LOCAL");
    }
    switch (command.name()) {
      case "consistency" -> setConsistency(value, local, inTransaction);
      case "routing" -> routing.setMode(value == null ? null : mode(value));
      case "token" -> {
        if (value == null) {
          throw refused("lagrange.token cannot be reset: a session only grows; open another one");
        }
        ledger.carry(Tokens.positionIn(cluster, value));
      }
      default -> throw unknown(command.name(), SETTABLE);
    }
    return List.of();
  }

  private void setConsistency(@Nullable String value, boolean local, boolean inTransaction)
      throws SQLException {
    Consistency consistency;
    try {
      consistency = value == null ? null : Consistency.parse(value);
    } catch (IllegalArgumentException e) {
      throw refused("In lagrange.consistency: " + e.getMessage());
    }
    if (!local) {
      levels.declare(consistency);
    } else if (inTransaction) {
      // As PostgreSQL has it, SET LOCAL has no effect outside of a transaction.
      levels.declareForTransaction(consistency);
    }
  }

  private static RoutingMode mode(String value) throws SQLException {
    try {
      return OptionTable.ROUTING.type().parse(value);
    } catch (IllegalArgumentException e) {
      throw refused("In lagrange.routing: " + e.getMessage());
    }
  }

  private List<List<@Nullable String>> show(String name) throws SQLException {
    return switch (name) {
      case "consistency" -> single(levels.current().consistency().toString());
      case "routing" -> single(routing.mode().name().toLowerCase(Locale.ROOT));
      case "sessionscope" ->
          single(cluster.options().get(OptionTable.SESSION_SCOPE).name().toLowerCase(Locale.ROOT));
      case "route" -> {
        Route last = routing.last();
        yield single(last == null ? "none yet" : last.toString());
      }
      case "token" -> single(token());
      case "nodes" -> Shown.nodes(cluster);
      case "reruns" -> Shown.reruns(cluster);
      default -> throw unknown(name, SHOWN);
    };
  }

  private static List<List<@Nullable String>> single(String value) {
    return List.of(List.of(value));
  }

  private String token() throws SQLException {
    SessionBinding binding = ledger.binding();
    return Tokens.export(
            cluster, binding.scope(), binding.session(), binding.trail().last(), binding.carried())
        .encode(cluster.tokenKey());
  }

  private static SQLException unknown(String name, List<String> known) {
    return refused(
        "There is no setting "
            + Quote.of("lagrange." + name)
            + "; known are "
            + known.stream().map(k -> "lagrange." + k).toList()
            + Nearest.suggestion(name, known));
  }

  private static SQLException refused(String message) {
    return new SQLNonTransientException(message, SqlState.INVALID_OPTION.code());
  }
}
