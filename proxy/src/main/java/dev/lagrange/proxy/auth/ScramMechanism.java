package dev.lagrange.proxy.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two mechanisms of SASL that PostgreSQL knows. */
enum ScramMechanism {
  /** Without channel binding. */
  PLAIN("SCRAM-SHA-256"),
  /** With channel binding. */
  PLUS("SCRAM-SHA-256-PLUS");

  /** The only kind of binding there is. */
  static final String BINDING = "tls-server-end-point";

  private final String wireName;

  ScramMechanism(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  /** What a server offers, the better one first. */
  static List<String> offered(boolean bindable) {
    return bindable ? List.of(PLUS.wireName, PLAIN.wireName) : List.of(PLAIN.wireName);
  }

  static @Nullable ScramMechanism named(String name) {
    for (ScramMechanism mechanism : values()) {
      if (mechanism.wireName.equals(name)) {
        return mechanism;
      }
    }
    return null;
  }
}
