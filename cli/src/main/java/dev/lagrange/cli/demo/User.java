package dev.lagrange.cli.demo;

/**
 * What one user of the application has written and read: the newest version of each row. A user
 * does one thing after the other, over whatever connection the pool hands out. Not thread-safe.
 */
final class User {

  private final int number;
  private final long[] written;
  private final long[] read;

  User(int number, int rows) {
    this.number = number;
    this.written = new long[rows];
    this.read = new long[rows];
  }

  long written(int row) {
    return written[row];
  }

  long read(int row) {
    return read[row];
  }

  void wrote(int row, long version) {
    written[row] = Math.max(written[row], version);
  }

  void saw(int row, long version) {
    read[row] = Math.max(read[row], version);
  }

  @Override
  public String toString() {
    return "user " + number;
  }
}
