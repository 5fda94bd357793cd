package dev.lagrange.proxy.users;

import org.jspecify.annotations.Nullable;

/** What the query has answered. Immutable; {@code toString} shows no secret. */
final class Answer {

  /** No row. */
  static final Answer NONE = new Answer(0, null, null);

  private final int rows;
  private final @Nullable String name;
  private final @Nullable String secret;

  /** The first row, and how many there are. */
  Answer(int rows, @Nullable String name, @Nullable String secret) {
    this.rows = rows;
    this.name = name;
    this.secret = secret;
  }

  /** How many rows there are; 2 for any more. */
  int rows() {
    return rows;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "Answer[" + rows + " rows, secret hidden]";
  }
}
