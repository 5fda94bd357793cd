package dev.lagrange.verifier.target;

import java.sql.SQLException;

/** What an operation does. */
@FunctionalInterface
public interface Work {

  /**
   * Runs the statements; a transaction is begun and committed by the caller.
   *
   * @throws SQLException if one fails; nothing of the operation is wanted then
   */
  Effect run(Statements statements) throws SQLException;
}
