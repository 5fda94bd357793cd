package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Session tokens that one session took and another was given: all that had happened in the one is
 * then past in the other.
 */
final class Handovers {

  /** What a token stands for. */
  record Held(Clock direct, Clock causal) {}

  /** Uses that are still to come, and what has been stored for them. */
  private static final class Token {
    private int uses;
    private @Nullable Held held;
  }

  private final Map<String, Token> tokens = new HashMap<>();

  /** Looks for tokens that change hands, since only their pasts are worth keeping. */
  Handovers(List<Operation> operations) {
    Map<String, Integer> takers = new HashMap<>();
    int many = -1;
    for (Operation operation : operations) {
      String token = operation.tokenAfter();
      if (token != null) {
        takers.merge(token, operation.session(), (a, b) -> a.equals(b) ? a : many);
      }
    }
    for (Operation operation : operations) {
      String token = operation.tokenBefore();
      Integer taker = token == null ? null : takers.get(token);
      if (token != null && taker != null && taker != operation.session()) {
        tokens.putIfAbsent(token, new Token());
      }
    }
    for (Operation operation : operations) {
      Token known = operation.tokenBefore() == null ? null : tokens.get(operation.tokenBefore());
      if (known != null) {
        known.uses++;
      }
    }
  }

  /** Whether a token will be given to another session. */
  boolean isAwaited(@Nullable String token) {
    return token != null && tokens.containsKey(token);
  }

  /** Notes the past of an operation after which a token was taken. */
  void take(String token, Held past) {
    Token known = tokens.get(token);
    if (known == null) {
      return;
    }
    Held held = known.held;
    if (held == null) {
      known.held = past;
    } else {
      held.direct.join(past.direct);
      held.causal.join(past.causal);
    }
  }

  /** What a token that an operation was given stands for; null if nobody has taken it before. */
  @Nullable Held give(@Nullable String token) {
    Token known = token == null ? null : tokens.get(token);
    if (known == null) {
      return null;
    }
    known.uses--;
    if (known.uses <= 0) {
      tokens.remove(token);
    }
    return known.held;
  }
}
