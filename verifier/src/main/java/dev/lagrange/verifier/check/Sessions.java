package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All sessions at one moment of a history: what each has done, and what it has learned of the
 * others. Operations are begun and ended in the order of time. Not thread-safe.
 */
final class Sessions {

  /** More numbers than this are not kept; then causality across sessions is not judged. */
  private static final long CLOCKS = 64_000_000;

  private final Orders orders;
  private final SessionJudge judge;
  private final Handovers handovers;
  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final List<Past> direct = new ArrayList<>();
  private final List<Past> causal = new ArrayList<>();
  private final List<Deeds> deeds = new ArrayList<>();
  private final Map<Long, List<Step>> open = new HashMap<>();
  private final @Nullable WritePasts[] writes;

  Sessions(List<Operation> operations, Orders orders, SessionJudge judge) {
    this.orders = orders;
    this.judge = judge;
    this.handovers = new Handovers(operations);
    for (Operation operation : operations) {
      numbers.putIfAbsent(operation.session(), numbers.size());
    }
    for (int i = 0; i < numbers.size(); i++) {
      direct.add(new Past(numbers.size(), orders.size()));
      causal.add(new Past(numbers.size(), orders.size()));
      deeds.add(new Deeds());
    }
    this.writes = writes(operations, orders, numbers.size());
  }

  private static @Nullable WritePasts[] writes(
      List<Operation> operations, Orders orders, int sessions) {
    List<List<Long>> states = new ArrayList<>();
    for (int key = 0; key < orders.size(); key++) {
      states.add(new ArrayList<>());
    }
    long count = 0;
    for (Operation operation : operations) {
      for (Step step : orders.steps(operation)) {
        if (!step.isRead()) {
          states.get(step.key()).add(step.earliest());
          count++;
        }
      }
    }
    @Nullable WritePasts[] writes = new WritePasts[orders.size()];
    if (count * sessions <= CLOCKS) {
      for (int key = 0; key < writes.length; key++) {
        long[] made = states.get(key).stream().mapToLong(Long::longValue).toArray();
        writes[key] = new WritePasts(orders.order(key).isTotal(), made);
      }
    }
    return writes;
  }

  /** An operation is invoked: what is past now is what it is held to. */
  void begin(Operation operation) {
    int session = number(operation);
    Handovers.Held held = handovers.give(operation.tokenBefore());
    if (held != null) {
      direct.get(session).include(held.direct(), deeds);
      causal.get(session).include(held.causal(), deeds);
    }
    List<Step> steps = orders.steps(operation);
    open.put(operation.id(), steps);
    judge.judge(steps, direct.get(session), causal.get(session));
    for (Step step : steps) {
      WritePasts pasts = writes[step.key()];
      if (!step.isRead() && pasts != null) {
        pasts.put(step.earliest(), causal.get(session).clock());
      }
    }
  }

  /** An operation is over, and past for all that its session does from now on. */
  void end(Operation operation) {
    int session = number(operation);
    List<Step> steps = open.remove(operation.id());
    if (steps == null) {
      throw new IllegalArgumentException(
          "Operation %d has ended without having begun, or twice: a history has each number once"
              .formatted(operation.id()));
    }
    Deeds own = deeds.get(session);
    own.add(steps);
    direct.get(session).include(session, own.operations(), own);
    causal.get(session).include(session, own.operations(), own);
    for (Step step : steps) {
      learn(session, step);
    }
    String token = operation.tokenAfter();
    if (token != null && handovers.isAwaited(token)) {
      handovers.take(
          token, new Handovers.Held(direct.get(session).clock(), causal.get(session).clock()));
    }
  }

  private void learn(int session, Step step) {
    WritePasts pasts = writes[step.key()];
    // what was seen at weak binds nobody
    Clock before = pasts == null || step.isWeak() ? null : pasts.before(step.earliest());
    if (step.isRead() && before != null) {
      causal.get(session).include(before, deeds);
    }
  }

  private int number(Operation operation) {
    Integer number = numbers.get(operation.session());
    if (number == null) {
      throw new IllegalArgumentException("Session " + operation.session() + " is not known");
    }
    return number;
  }
}
