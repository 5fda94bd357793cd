package dev.lagrange.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * One user of the application: what its requests must not miss, and what an application keeps for
 * it between two requests. Confined to one thread.
 */
final class User {

  /** Rows that everybody looks at; each user owns the one with the user's own number besides. */
  static final int POPULAR = 100;

  final int number;
  @Nullable String token;
  long wroteAt = Long.MIN_VALUE;

  private long written;
  private long own;
  private final long[] popular = new long[POPULAR];

  User(int number) {
    this.number = number;
  }

  /** Notes a write of the user's own row, which was just acknowledged. */
  void wrote(long version, long now) {
    written = version;
    wroteAt = now;
  }

  /** Whether a version of a row misses a write of the user's own. */
  boolean missesOwnWrite(int row, long version) {
    return row == number && version < written;
  }

  /** Notes what the user was shown of a row; true if it is older than what was shown before. */
  boolean sawOlder(int row, long version) {
    long seen = row == number ? own : popular[row];
    if (row == number) {
      own = Math.max(own, version);
    } else {
      popular[row] = Math.max(popular[row], version);
    }
    return version < seen;
  }
}
