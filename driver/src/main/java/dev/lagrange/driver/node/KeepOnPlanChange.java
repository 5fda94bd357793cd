package dev.lagrange.driver.node;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps HikariCP from closing a connection on {@code 0A000}: "cached plan must not change result
 * type" is an answer of a healthy one.
 */
public final class KeepOnPlanChange implements SQLExceptionOverride {

  /** The override; it keeps no state. */
  public KeepOnPlanChange() {}

  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return "0A000".equals(e.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
  }
}
