package dev.lagrange.routing.sql;

/** Whose SQL it is. */
public enum Dialect {
  /** PostgreSQL. */
  POSTGRESQL,
  /** MySQL and MariaDB. */
  MYSQL
}
