package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that keeps its promises, and the history of random sessions with it; the same one for
 * the same seed. The primary has one sequence of commits; a replica is a position in it.
 */
final class SimulatedCluster {

  /**
   * What is to be simulated.
   *
   * @param lag how many commits a replica may be behind
   * @param unknown which share of the writes has an unknown outcome; as many fail
   */
  record Plan(
      long seed,
      int operations,
      int sessions,
      int keys,
      List<Model> models,
      List<Consistency> levels,
      int lag,
      double unknown) {}

  private record Moment(long at, long order, Runnable action) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final class Session {
    private final int number;
    private int floor;

    Session(int number) {
      this.number = number;
    }
  }

  /** An operation under way. */
  private record Call(
      Session session,
      long id,
      Model model,
      Consistency level,
      String token,
      long invoked,
      long effect,
      long completed) {

    Operation end(Outcome outcome, List<Access> accesses, String place, @Nullable String after) {
      long end = outcome == Outcome.UNKNOWN ? Operation.NEVER : completed;
      boolean mismatch = outcome == Outcome.FAILED && place.equals("mismatch");
      String error = outcome == Outcome.KNOWN || mismatch ? null : "simulated";
      return new Operation(
          id,
          session.number,
          model,
          level,
          invoked,
          end,
          outcome,
          accesses,
          new Place(place, !place.equals("primary"), null),
          token,
          after,
          error);
    }
  }

  private static final int LIST_LENGTH = 25;

  private final Plan plan;
  private final Random random;
  private final PriorityQueue<Moment> moments = new PriorityQueue<>();
  private final Map<String, KeyHistory> keys = new HashMap<>();
  private final Map<Integer, Integer> generations = new HashMap<>();
  private final List<Long> commits = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private long scheduled;
  private long values;
  private int begun;
  private long now;

  private SimulatedCluster(Plan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed);
  }

  static History history(Plan plan) {
    return new SimulatedCluster(plan).run();
  }

  private History run() {
    for (int i = 0; i < plan.sessions; i++) {
      Session session = new Session(i);
      at(random.nextInt(30), () -> begin(session));
    }
    while (!moments.isEmpty()) {
      Moment moment = moments.remove();
      now = moment.at;
      moment.action.run();
    }
    readEverything();
    return History.of(operations);
  }

  private void at(long time, Runnable action) {
    moments.add(new Moment(time, scheduled++, action));
  }

  private void begin(Session session) {
    if (begun >= plan.operations) {
      return;
    }
    String token = String.valueOf(session.floor);
    if (random.nextInt(20) == 0 && !tokens.isEmpty()) {
      token = tokens.get(tokens.size() - 1 - random.nextInt(Math.min(20, tokens.size())));
      session.floor = Math.max(session.floor, Integer.parseInt(token));
    }
    long effect = now + 1 + random.nextInt(20);
    long completed = effect + 1 + random.nextInt(20);
    Model model = pick(plan.models);
    Call call = new Call(session, begun++, model, pick(plan.levels), token, now, effect, completed);
    if (random.nextInt(10) < 4) {
      beginWrite(call);
    } else {
      at(effect, () -> read(call, position(call)));
    }
  }

  private void end(Call call, Outcome outcome, List<Access> accesses, String place, boolean token) {
    String after = token ? String.valueOf(call.session.floor) : null;
    operations.add(call.end(outcome, accesses, place, after));
    at(
        call.completed,
        () -> {
          if (after != null) {
            tokens.add(after);
          }
          at(now + 1 + random.nextInt(30), () -> begin(call.session));
        });
  }

  private void read(Call call, int position) {
    if (!call.level.equals(Consistency.WEAK)) {
      call.session.floor = Math.max(call.session.floor, position);
    }
    String place = position == commits.size() ? "primary" : "replica";
    end(call, Outcome.KNOWN, reads(call.model, position), place, true);
  }

  private List<Access> reads(Model model, int position) {
    List<Access> accesses = new ArrayList<>();
    switch (model) {
      case REGISTER, VALUE, COUNTER, CELL -> accesses.add(read(model, key(), position));
      case SNAPSHOT -> {
        for (int i = 0; i < Math.min(6, plan.keys); i++) {
          accesses.add(read(model, "k" + i, position));
        }
        accesses.add(read(model, Operation.LOG, position));
      }
      case LIST -> {
        accesses.add(read(model, listKey(), position));
        accesses.add(read(model, listKey(), position));
      }
    }
    return accesses;
  }

  private Access read(Model model, String key, int position) {
    KeyHistory history = history(model, key);
    return model == Model.LIST
        ? Access.readList(key, history.elements(position))
        : Access.read(key, history.at(position));
  }

  private int position(Call call) {
    int head = commits.size();
    int oldest = Math.max(0, head - plan.lag);
    int least =
        switch (call.level.level()) {
          case STRONG -> head;
          case BOUNDED -> {
            long since = call.invoked - call.level.staleness().toNanos();
            int index = Collections.binarySearch(commits, since);
            int due = index < 0 ? -index - 1 : index + 1;
            yield Math.max(due, Math.max(oldest, call.session.floor));
          }
          case EVENTUAL -> Math.max(oldest, call.session.floor);
          case WEAK -> oldest;
        };
    return least + random.nextInt(head - least + 1);
  }

  private void beginWrite(Call call) {
    List<Access> planned = planned(call);
    double chance = random.nextDouble();
    if (chance < plan.unknown) {
      if (random.nextBoolean()) {
        at(call.effect + random.nextInt(500), () -> apply(call.model, planned));
      }
      List<Access> asked =
          planned.stream().map(access -> withoutAnswer(call.model, access)).toList();
      at(call.effect, () -> end(call, Outcome.UNKNOWN, asked, "primary", false));
    } else if (chance < 2 * plan.unknown) {
      at(call.effect, () -> end(call, Outcome.FAILED, planned, "primary", false));
    } else {
      at(call.effect, () -> write(call, planned));
    }
  }

  private void write(Call call, List<Access> planned) {
    List<Access> done = apply(call.model, planned);
    if (done.isEmpty()) {
      end(call, Outcome.FAILED, planned, "mismatch", false);
      return;
    }
    call.session.floor = commits.size();
    end(call, Outcome.KNOWN, done, "primary", true);
  }

  private List<Access> planned(Call call) {
    List<Access> accesses = new ArrayList<>();
    switch (call.model) {
      case REGISTER -> accesses.add(Access.write(key(), 0));
      case VALUE -> accesses.add(Access.write(key(), ++values));
      case COUNTER -> accesses.add(Access.add(key(), 1 + random.nextInt(3)));
      case CELL -> {
        String key = key();
        long expected =
            random.nextInt(10) < 7 ? history(Model.CELL, key).last() : random.nextInt(6);
        accesses.add(Access.compareAndSet(key, expected, 1 + random.nextInt(6)));
      }
      case SNAPSHOT -> {
        int first = random.nextInt(Math.min(6, plan.keys));
        accesses.add(Access.write("k" + first, 0));
        int second = random.nextInt(Math.min(6, plan.keys));
        if (second != first) {
          accesses.add(Access.write("k" + second, 0));
        }
        accesses.add(Access.write(Operation.LOG, 0));
      }
      case LIST -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          accesses.add(Access.append(listKey(), ++values));
        }
        if (random.nextBoolean()) {
          accesses.add(random.nextInt(accesses.size() + 1), Access.readList(listKey(), List.of()));
        }
      }
    }
    return accesses;
  }

  private static Access withoutAnswer(Model model, Access access) {
    return model == Model.REGISTER || model == Model.SNAPSHOT
        ? Access.write(access.key(), 0)
        : access;
  }

  /** Commits; returns what was done, or nothing if a cell held something else. */
  private List<Access> apply(Model model, List<Access> planned) {
    int commit = commits.size() + 1;
    List<Access> done = new ArrayList<>();
    for (Access access : planned) {
      KeyHistory history = history(model, access.key());
      Access result =
          switch (access.action()) {
            case READ -> Access.readList(access.key(), history.elements(commit));
            case WRITE ->
                model == Model.VALUE ? access : Access.write(access.key(), history.last() + 1);
            case APPEND, ADD, COMPARE_AND_SET -> access;
          };
      if (access.action() == Action.COMPARE_AND_SET && access.expected() != history.last()) {
        return List.of();
      }
      if (!access.isRead()) {
        history.add(
            commit,
            access.action() == Action.ADD ? history.last() + access.value() : result.value());
      }
      done.add(result);
    }
    commits.add(now);
    return done;
  }

  /** What the harness does at the end: a strong read of every key. */
  private void readEverything() {
    Session harness = new Session(plan.sessions);
    harness.floor = commits.size();
    keys.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              String[] parts = name.split(":", 2);
              Model model = Model.valueOf(parts[0]);
              now += 100;
              Call call =
                  new Call(harness, begun++, model, Consistency.STRONG, "0", now, now + 1, now + 2);
              List<Access> accesses = List.of(read(model, parts[1], commits.size()));
              operations.add(call.end(Outcome.KNOWN, accesses, "primary", null));
            });
  }

  private KeyHistory history(Model model, String key) {
    return keys.computeIfAbsent(model + ":" + key, any -> new KeyHistory());
  }

  private String key() {
    return "k" + random.nextInt(plan.keys);
  }

  private String listKey() {
    int base = random.nextInt(plan.keys);
    int generation = generations.getOrDefault(base, 0);
    String key = "k" + base + "-" + generation;
    if (history(Model.LIST, key).size() >= LIST_LENGTH) {
      generations.put(base, generation + 1);
    }
    return key;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
