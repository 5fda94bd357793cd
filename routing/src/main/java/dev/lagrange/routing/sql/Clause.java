package dev.lagrange.routing.sql;

/** The part of a query that a place between the same parentheses belongs to. */
enum Clause {
  /** One that holds expressions. */
  EXPRESSION,
  /** WITH, before the statement it is for. */
  WITH,
  /** FROM, where aliases may have column lists. */
  FROM,
  /** ON, within FROM. */
  ON,
  /** GROUP BY. */
  GROUP
}
