package dev.lagrange.routing.policy;

import dev.lagrange.routing.sql.Classification;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of the statements of one client. A statement classified once is looked up
 * once; a repeated one costs no allocation. Thread-safe.
 */
public final class Claims {

  private record Known(Classification statement, Claim claim) {}

  private final ClientPolicy rules;
  // each place keeps the last statement that fell on it: a lost one is only decided again
  private final AtomicReferenceArray<@Nullable Known> known;

  Claims(ClientPolicy rules, int kept) {
    this.rules = rules;
    this.known = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, kept)) * 2);
  }

  /** What the policy says of a statement. */
  @SuppressWarnings("ReferenceEquality") // the classifier keeps one object a text; comparing costs
  public Claim of(Classification statement) {
    int place = System.identityHashCode(statement) & (known.length() - 1);
    Known last = known.get(place);
    if (last != null && last.statement() == statement) {
      return last.claim();
    }
    Claim claim = rules.claim(statement.tables(), statement.functions());
    known.set(place, new Known(statement, claim));
    return claim;
  }
}
