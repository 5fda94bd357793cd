package dev.lagrange.routing.sql;

/** Says what a statement is, from its text. Thread-safe; never throws, whatever the text. */
public final class Classifier {

  /** A classifier of one dialect with a bounded cache of its answers. */
  public Classifier(Dialect dialect, int cacheSize) {}

  /** What the statement is; repeated text costs one look-up. */
  public Classification classify(String sql) {
    throw new UnsupportedOperationException(sql);
  }
}
