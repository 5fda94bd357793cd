package dev.lagrange.proxy.auth;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.List;
import java.util.stream.Stream;

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

  /**
   * The one of this word.
   *
   * @throws IllegalArgumentException if there is none; it names those that there are
   */
  public static LoginMethod of(String word) {
    for (LoginMethod method : values()) {
      if (method.word.equals(word)) {
        return method;
      }
    }
    List<String> words = Stream.of(values()).map(LoginMethod::word).toList();
    throw new IllegalArgumentException(
        "%s is no login method: choose one of %s%s"
            .formatted(Quote.of(word), String.join(", ", words), Nearest.suggestion(word, words)));
  }

  /** The word for it in options. */
  public String word() {
    return word;
  }
}
