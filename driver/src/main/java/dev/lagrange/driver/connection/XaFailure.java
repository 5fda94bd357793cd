package dev.lagrange.driver.connection;

import java.sql.SQLException;
import javax.transaction.xa.XAException;

/** What a transaction manager is told of a failure, by the code that says what it may do next. */
final class XaFailure {

  private XaFailure() {}

  /** A call that the protocol does not allow here. */
  static XAException of(int code, String message) {
    return with(code, message);
  }

  /** Before anything was prepared: what failed is rolled back, unless the connection was lost. */
  static XAException inFirstPhase(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (Failure.isConnectionLost(e)) {
      return because(XAException.XAER_RMFAIL, e);
    }
    if (state.startsWith("23")) {
      return because(XAException.XA_RBINTEGRITY, e);
    }
    return because(
        switch (state) {
          case "40001" -> XAException.XA_RBTRANSIENT;
          case "40P01" -> XAException.XA_RBDEADLOCK;
          default -> XAException.XA_RBROLLBACK;
        },
        e);
  }

  /** Once it is prepared: it stays so, and the manager has to come again. */
  static XAException inSecondPhase(SQLException e) {
    boolean unknown = "42704".equals(e.getSQLState());
    return because(unknown ? XAException.XAER_NOTA : XAException.XAER_RMFAIL, e);
  }

  private static XAException because(int code, SQLException cause) {
    XAException failure = with(code, cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  private static XAException with(int code, String message) {
    XAException failure = new XAException(message);
    failure.errorCode = code;
    return failure;
  }
}
