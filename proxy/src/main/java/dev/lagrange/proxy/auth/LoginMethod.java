package dev.lagrange.proxy.auth;

/** How clients have to show who they are. The words are those of {@code pg_hba.conf}. */
public enum LoginMethod {
  /** SCRAM, with channel binding for clients that can. */
  SCRAM_SHA_256("scram-sha-256"),
  /** The md5 exchange; SCRAM for users whose secret is a SCRAM verifier, as PostgreSQL does. */
  MD5("md5"),
  /** The password as it is, over TLS only. */
  PASSWORD("password"),
  /** None, but that the user is one that we know. */
  TRUST("trust");

  private final String word;

  LoginMethod(String word) {
    this.word = word;
  }

  /** The word for it in options. */
  public String word() {
    return word;
  }
}
