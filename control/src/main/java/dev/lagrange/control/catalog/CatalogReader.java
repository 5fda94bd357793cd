package dev.lagrange.control.catalog;

import dev.lagrange.routing.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads the catalog of one database, time and again. Not thread-safe. */
public interface CatalogReader {

  /**
   * What the database holds now; the same object as last time if nothing has changed since. A plain
   * LOGIN role may ask. Takes no lock that DDL could wait for, or that waits for DDL, on relations
   * of users.
   *
   * @param connection one that nobody else uses, to any node; its session may be changed
   * @throws SQLException as the driver throws it
   */
  Catalog read(Connection connection) throws SQLException;
}
