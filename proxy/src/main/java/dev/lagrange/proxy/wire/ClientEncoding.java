package dev.lagrange.proxy.wire;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of what clients send. There are some in which a byte of a character may look like a
 * quote or a backslash: a text could mean one thing here and another to the server.
 */
public final class ClientEncoding {

  /** The setting, as servers report it. */
  public static final String SETTING = "client_encoding";

  private static final Set<String> AMBIGUOUS =
      Set.of(
          "SJIS",
          "MSKANJI",
          "SHIFTJIS",
          "WIN932",
          "WINDOWS932",
          "SHIFTJIS2004",
          "BIG5",
          "WIN950",
          "WINDOWS950",
          "GBK",
          "WIN936",
          "WINDOWS936",
          "UHC",
          "WIN949",
          "WINDOWS949",
          "GB18030",
          "JOHAB");

  private ClientEncoding() {}

  /**
   * Why it is refused, with the remedy; null if it is not.
   *
   * @param name as PostgreSQL takes it: case and punctuation do not count
   */
  public static @Nullable String refusal(String name) {
    return AMBIGUOUS.contains(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""))
        ? "client_encoding '"
            + name
            + "' is not supported: its texts cannot be told apart safely; use UTF8"
        : null;
  }
}
