package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.OnLoop;
import dev.lagrange.routing.sql.LagrangeCommand;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs commands for Lagrange on threads that may wait. Confined to one client. */
final class CommandRunner {

  private final OwnCommands commands;
  private final Executor waiting;

  CommandRunner(OwnCommands commands, Executor waiting) {
    this.commands = commands;
    this.waiting = waiting;
  }

  /** Runs what a unit executes, if it does, and goes on with one of the two on the event loop. */
  void run(
      Unit unit,
      LagrangeCommand command,
      boolean inTransaction,
      Executor loop,
      Consumer<LocalAnswers.Outcome> then,
      Consumer<SQLException> otherwise) {
    waiting.execute(
        () -> {
          try {
            List<List<@Nullable String>> rows =
                unit.executes() ? commands.run(command, inTransaction) : List.of();
            LocalAnswers.Outcome outcome =
                LocalAnswers.Outcome.of(command, commands.columns(command), rows);
            OnLoop.soon(loop, () -> then.accept(outcome));
          } catch (SQLException e) {
            OnLoop.soon(loop, () -> otherwise.accept(e));
          } catch (RuntimeException e) {
            OnLoop.soon(loop, () -> otherwise.accept(new SQLException(e)));
          }
        });
  }
}
