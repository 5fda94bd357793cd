package dev.lagrange.applications;

/** What one application does with one value. */
interface Register {

  /** The servers' own word for which of them answers; a test cannot take the driver's for it. */
  String NODE = "current_setting('cluster_name')";

  /**
   * A value, and who knew it.
   *
   * @param value 0 if there was none
   */
  record Seen(int value, String node) {}

  /** Commits the value. */
  void write(int value) throws Exception;

  /** Reads it with nothing declared. */
  Seen read() throws Exception;

  /** Reads it in a transaction declared read-only, in the application's own way. */
  Seen readDeclaredReadOnly() throws Exception;
}
