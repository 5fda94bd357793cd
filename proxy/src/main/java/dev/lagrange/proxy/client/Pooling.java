package dev.lagrange.proxy.client;

import dev.lagrange.routing.spelling.Choice;
import java.util.Locale;

/** How long a client has the connection to the primary that serves it. */
public enum Pooling {
  /** For a transaction, or as long as something of its session is there that cannot go along. */
  TRANSACTION,
  /** From its first statement there until it goes. Reads on replicas are placed as ever. */
  SESSION;

  /**
   * The one of this word.
   *
   * @throws IllegalArgumentException if there is none; it names those that there are
   */
  public static Pooling of(String word) {
    return Choice.of(word, "pooling", values(), Pooling::word);
  }

  /** The word for it in options. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
