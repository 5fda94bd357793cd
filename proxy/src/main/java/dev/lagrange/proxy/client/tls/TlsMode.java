package dev.lagrange.proxy.client.tls;

import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.routing.spelling.Choice;

/** Which clients have to talk to the proxy over TLS; those that demand more come later. */
public enum TlsMode {
  /** None can. */
  DISABLE("disable"),
  /** Those that ask for it; others are served in clear. */
  PREFER("prefer"),
  /** All of them. */
  REQUIRE("require"),
  /** All of them, with a certificate that an authority of ours has signed. */
  VERIFY("verify");

  private final String word;

  TlsMode(String word) {
    this.word = word;
  }

  /**
   * The one of this word.
   *
   * @throws IllegalArgumentException if there is none; it names those that there are
   */
  public static TlsMode of(String word) {
    return Choice.of(word, "mode of TLS", values(), TlsMode::word);
  }

  /** The weakest one by which a method of logging in lets anybody in. */
  public static TlsMode leastFor(LoginMethod method) {
    return switch (method) {
      case CERT -> VERIFY;
      case PASSWORD -> PREFER;
      case SCRAM_SHA_256, MD5, TRUST -> DISABLE;
    };
  }

  /** The word for it in options. */
  public String word() {
    return word;
  }

  /** Whether a client in clear is refused. */
  public boolean isRequired() {
    return this == REQUIRE || this == VERIFY;
  }
}
