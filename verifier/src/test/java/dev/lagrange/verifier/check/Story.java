package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A history made by hand. Times are milliseconds; operations are numbered from 1. */
final class Story {

  private static final long MILLI = 1_000_000;

  private final Model model;
  private Consistency level = Consistency.EVENTUAL;
  private final List<Operation> operations = new ArrayList<>();

  Story(Model model) {
    this.model = model;
  }

  /** The level of what follows. */
  Story at(Consistency next) {
    level = next;
    return this;
  }

  Story read(int session, long from, long to, String key, long value) {
    return known(session, from, to, Access.read(key, value));
  }

  Story read(int session, long from, long to, String key, List<Long> elements) {
    return known(session, from, to, Access.readList(key, elements));
  }

  Story write(int session, long from, long to, String key, long value) {
    return known(session, from, to, Access.write(key, value));
  }

  Story append(int session, long from, long to, String key, long element) {
    return known(session, from, to, Access.append(key, element));
  }

  Story known(int session, long from, long to, Access... accesses) {
    return add(session, from, to * MILLI, Outcome.KNOWN, null, null, null, accesses);
  }

  Story unknown(int session, long from, Access... accesses) {
    return add(session, from, Operation.NEVER, Outcome.UNKNOWN, null, null, "lost", accesses);
  }

  Story failed(int session, long from, long to, Access... accesses) {
    return add(session, from, to * MILLI, Outcome.FAILED, null, null, "refused", accesses);
  }

  /** A compare-and-set that did not find what it expected. */
  Story mismatch(int session, long from, long to, String key, long expected, long value) {
    return add(
        session,
        from,
        to * MILLI,
        Outcome.FAILED,
        null,
        null,
        null,
        Access.compareAndSet(key, expected, value));
  }

  /** A read that covers what its own process wrote, since nobody could tell more. */
  Story standIn(int session, long from, long to, Access read) {
    Place place = new Place("node-" + session, true, "no primary", true);
    return add(session, from, to * MILLI, Outcome.KNOWN, place, null, null, null, read);
  }

  /** With the token it was given, and the one taken afterwards. */
  Story withTokens(
      int session,
      long from,
      long to,
      @Nullable String before,
      @Nullable String after,
      Access access) {
    return add(session, from, to * MILLI, Outcome.KNOWN, before, after, null, access);
  }

  private Story add(
      int session,
      long from,
      long end,
      Outcome outcome,
      @Nullable String before,
      @Nullable String after,
      @Nullable String error,
      Access... accesses) {
    Place place = new Place("node-" + session, true, null);
    return add(session, from, end, outcome, place, before, after, error, accesses);
  }

  private Story add(
      int session,
      long from,
      long end,
      Outcome outcome,
      Place place,
      @Nullable String before,
      @Nullable String after,
      @Nullable String error,
      Access... accesses) {
    operations.add(
        new Operation(
            operations.size() + 1,
            session,
            model,
            level,
            from * MILLI,
            end,
            outcome,
            List.of(accesses),
            place,
            before,
            after,
            error));
    return this;
  }

  History history() {
    return History.of(operations);
  }

  Findings check() {
    return Checkers.check(history());
  }

  /** All guarantees that were broken at some level. */
  Set<Guarantee> broken() {
    return broken(check());
  }

  static Set<Guarantee> broken(Findings findings) {
    Set<Guarantee> broken = new TreeSet<>();
    findings
        .counts()
        .forEach(
            (subject, count) -> {
              if (count.broken() > 0) {
                broken.add(subject.guarantee());
              }
            });
    return broken;
  }

  /** The first counterexamples of all broken promises, for the message of a failure. */
  static String promisesBroken(Findings findings) {
    StringBuilder text = new StringBuilder();
    for (Findings.Subject subject : findings.brokenPromises()) {
      Findings.Count count = findings.on(subject.guarantee(), subject.level());
      List<Violation> examples = count == null ? List.of() : count.examples();
      examples.forEach(
          example -> text.append(subject).append(": ").append(example.sentence()).append('\n'));
    }
    return text.toString();
  }

  /** The sentences about one guarantee. */
  List<String> sentences(Guarantee guarantee) {
    List<String> sentences = new ArrayList<>();
    check()
        .counts()
        .forEach(
            (subject, count) -> {
              if (subject.guarantee() == guarantee) {
                count.examples().forEach(example -> sentences.add(example.sentence()));
              }
            });
    return sentences;
  }
}
