package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.SettingValues;
import dev.lagrange.control.cluster.Shown;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.route.Route;
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

  private static final List<String> SETTABLE =
      List.of("consistency", "routing", "session", "token");

  private static final List<String> SHOWN =
      List.of(
          "consistency",
          "nodes",
          "reruns",
          "route",
          "routing",
          "session",
          "sessionscope",
          "store",
          "token");

  private final Cluster cluster;
  private final Levels levels;
  private final ClientBinding binding;
  private final Routing routing;

  OwnCommands(Cluster cluster, Levels levels, ClientBinding binding, Routing routing) {
    this.cluster = cluster;
    this.levels = levels;
    this.binding = binding;
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
      case "store" -> Shown.STORE;
      default -> List.of("lagrange." + command.name());
    };
  }

  /**
   * Runs a command. Blocks where a token has to be made, or a session to be found.
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
      throw SettingValues.notLocal(command.name());
    }
    switch (command.name()) {
      case "consistency" -> setConsistency(value, local, inTransaction);
      case "routing" -> routing.setMode(value == null ? null : SettingValues.mode(value));
      case "session" -> {
        if (inTransaction) {
          throw new SQLNonTransientException(
              "lagrange.session cannot change within a transaction: end the transaction first",
              "25001");
        }
        binding.name(value);
      }
      case "token" -> {
        if (value == null) {
          throw SettingValues.tokenStays();
        }
        binding.carry(Tokens.positionIn(cluster, value));
      }
      default -> throw SettingValues.unknown(command.name(), SETTABLE);
    }
    return List.of();
  }

  private void setConsistency(@Nullable String value, boolean local, boolean inTransaction)
      throws SQLException {
    Consistency consistency =
        value == null ? null : SettingValues.consistency(value, "lagrange.consistency");
    if (!local) {
      levels.declare(consistency);
    } else if (inTransaction) {
      // As PostgreSQL has it, SET LOCAL has no effect outside of a transaction.
      levels.declareForTransaction(consistency);
    }
  }

  private List<List<@Nullable String>> show(String name) throws SQLException {
    return switch (name) {
      case "consistency" -> single(levels.current().consistency().toString());
      case "routing" -> single(routing.mode().name().toLowerCase(Locale.ROOT));
      case "session" -> {
        String key = binding.key();
        yield single(key == null ? "" : key);
      }
      case "sessionscope" ->
          single(cluster.options().get(OptionTable.SESSION_SCOPE).name().toLowerCase(Locale.ROOT));
      case "route" -> {
        Route last = routing.last();
        yield single(last == null ? "none yet" : last.toString());
      }
      case "token" -> single(token());
      case "nodes" -> Shown.nodes(cluster);
      case "reruns" -> Shown.reruns(cluster);
      case "store" -> Shown.store(cluster);
      default -> throw SettingValues.unknown(name, SHOWN);
    };
  }

  private static List<List<@Nullable String>> single(String value) {
    return List.of(List.of(value));
  }

  private String token() throws SQLException {
    SessionBinding now = binding.now();
    return Tokens.export(cluster, now.scope(), now.session(), now.trail().last(), now.carried())
        .encode(cluster.tokenKey());
  }
}
