package dev.lagrange.proxy.auth;

import dev.lagrange.routing.spelling.Choice;

/** How clients have to show who they are. The words are those of {@code pg_hba.conf}. */
public enum LoginMethod {
  /** SCRAM, with channel binding for clients that can. */
  SCRAM_SHA_256("scram-sha-256"),
  /** The md5 exchange; SCRAM for users whose secret is a SCRAM verifier, as PostgreSQL does. */
  MD5("md5"),
  /** The password as it is, over TLS only. */
  PASSWORD("password"),
  /** None, but that the user is one that we know. */
  TRUST("trust"),
  /** A certificate whose common name is the user's. */
  CERT("cert");

  private final String word;

  LoginMethod(String word) {
    this.word = word;
  }

  /**
   * The one of this word.
   *
   * @throws IllegalArgumentException if there is none; it names those that there are
   */
  public static LoginMethod of(String word) {
    return Choice.of(word, "login method", values(), LoginMethod::word);
  }

  /** The word for it in options. */
  public String word() {
    return word;
  }
}
