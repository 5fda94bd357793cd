package dev.lagrange.benchmarks.stub;

import dev.lagrange.codegen.Delegating;
import java.sql.ResultSet;

/** A result of one row with one number. */
@Delegating
abstract class StubRow implements ResultSet {

  private final int value;
  private int row;

  StubRow(int value) {
    this.value = value;
  }

  final ResultSet delegate() {
    throw new UnsupportedOperationException("no benchmark needs this of a result");
  }

  @Override
  public final boolean next() {
    row++;
    return row == 1;
  }

  @Override
  public final int getInt(int column) {
    return value;
  }

  @Override
  public final void close() {
    row = 2;
  }

  @Override
  public final boolean isClosed() {
    return row == 2;
  }
}
