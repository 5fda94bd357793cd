package dev.lagrange.control.judge;

/** The types the generator knows expressions of. */
enum PostgresType {
  INT("int"),
  TEXT("text"),
  BOOL("boolean"),
  NUMBER("numeric"),
  DATE("date"),
  JSON("jsonb");

  final String sql;

  PostgresType(String sql) {
    this.sql = sql;
  }
}
