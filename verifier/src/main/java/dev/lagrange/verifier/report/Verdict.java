package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.report.Judgement.Status;
import dev.lagrange.verifier.report.figure.Levels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which promises were kept. Immutable.
 *
 * @param operations how many operations there were
 * @param asked the levels that were asked for, the strictest first
 * @param levels these, and others at which something was looked at, such as at the end of a run
 * @param judgements one for each guarantee that a level promises, and for each that it does not
 *     promise and to which operations were held all the same; by level
 */
record Verdict(
    long operations,
    List<Consistency> asked,
    List<Consistency> levels,
    List<Judgement> judgements) {

  /** The outcome in one word. */
  enum Outcome {
    /** Each level kept every promise that it was held to, and was held to some. */
    KEPT,
    /** Some level broke a promise. */
    BROKEN,
    /**
     * Nothing was broken, but at some level nothing was looked at either, or nobody looked for most
     * of the writes afterwards.
     */
    UNJUDGED
  }

  Verdict {
    asked = List.copyOf(asked);
    levels = List.copyOf(levels);
    judgements = List.copyOf(judgements);
  }

  static Verdict of(History history, Findings findings, Run run) {
    Set<Consistency> asked = new TreeSet<>(Levels.ORDER);
    asked.addAll(run.levels());
    Set<Consistency> levels = new TreeSet<>(Levels.ORDER);
    levels.addAll(asked);
    findings.counts().keySet().forEach(subject -> levels.add(subject.level()));
    List<Judgement> judgements = new ArrayList<>();
    for (Consistency level : levels) {
      for (Guarantee guarantee : Guarantee.values()) {
        Judgement judgement = Judgement.of(guarantee, level, findings.on(guarantee, level));
        boolean due = judgement.isPromised() && asked.contains(level) && !guarantee.isForOutages();
        if (due || judgement.undecided() > 0 || !judgement.is(Status.UNJUDGED)) {
          judgements.add(judgement);
        }
      }
    }
    return new Verdict(history.size(), List.copyOf(asked), List.copyOf(levels), judgements);
  }

  Outcome outcome() {
    if (!promised(Status.BROKEN).isEmpty()) {
      return Outcome.BROKEN;
    }
    return checks() == 0 || !unjudgedLevels().isEmpty() || isUnread()
        ? Outcome.UNJUDGED
        : Outcome.KEPT;
  }

  /** The name of a level, and that nobody asked for it if so. */
  String title(Consistency level) {
    return asked.contains(level) ? level.toString() : level + ", at the end";
  }

  /** What is known of one guarantee at one level; null if neither promised nor looked at. */
  @Nullable Judgement on(Guarantee guarantee, Consistency level) {
    return judgements.stream()
        .filter(one -> one.guarantee() == guarantee && one.level().equals(level))
        .findFirst()
        .orElse(null);
  }

  /** What levels promise and how it went. */
  List<Judgement> promised(Status status) {
    return judgements.stream().filter(one -> one.isPromised() && one.is(status)).toList();
  }

  /** What was broken although nobody had promised it. */
  List<Judgement> brokenUnpromised() {
    return judgements.stream().filter(one -> !one.isPromised() && one.is(Status.BROKEN)).toList();
  }

  /** How often an operation was held to a promise. */
  long checks() {
    return judgements.stream().filter(Judgement::isPromised).mapToLong(Judgement::checked).sum();
  }

  /** Whether more writes may be lost than were looked for, as where the last reads all failed. */
  private boolean isUnread() {
    return unread() > looked();
  }

  private long looked() {
    return ofLosses().mapToLong(Judgement::checked).sum();
  }

  private long unread() {
    return ofLosses().mapToLong(Judgement::undecided).sum();
  }

  private Stream<Judgement> ofLosses() {
    return judgements.stream().filter(one -> one.guarantee() == Guarantee.NO_LOST_WRITE);
  }

  private List<Consistency> unjudgedLevels() {
    return asked.stream()
        .filter(
            level ->
                judgements.stream()
                    .filter(one -> one.level().equals(level) && one.isPromised())
                    .allMatch(one -> one.is(Status.UNJUDGED)))
        .toList();
  }

  /** In a few words. */
  String headline() {
    int broken = promised(Status.BROKEN).size();
    return switch (outcome()) {
      case KEPT -> "Every promise that was put to the test was kept";
      case BROKEN -> broken == 1 ? "A promise was broken" : broken + " promises were broken";
      case UNJUDGED ->
          checks() == 0
              ? "Nothing could be judged"
              : unjudgedLevels().isEmpty()
                  ? "Nothing was broken, but nobody could look whether writes are lost"
                  : "At " + names(unjudgedLevels()) + " nothing could be judged";
    };
  }

  /** What the headline rests on. */
  String explanation() {
    return switch (outcome()) {
      case KEPT ->
          "%s were held to %s, in %s; none broke one.%s"
              .formatted(
                  Numbers.count(operations, "operation"),
                  Numbers.count(promised(Status.KEPT).size(), "promise"),
                  Numbers.count(checks(), "check"),
                  untested());
      case BROKEN ->
          promised(Status.BROKEN).stream()
              .map(one -> "%s broke %s.".formatted(one.extent(), one.name()))
              .collect(Collectors.joining(" "));
      case UNJUDGED -> unjudged();
    };
  }

  private String unjudged() {
    if (checks() > 0 && unjudgedLevels().isEmpty()) {
      return "Of %s, %s looked for afterwards by a strong read. Have the primary answer when the run ends."
          .formatted(
              Numbers.count(looked() + unread(), "write"),
              unread() == 1 ? "1 was not" : Numbers.count(unread()) + " were not");
    }
    return "There are %s, but none of a kind that can be held to what %s. Run longer, or other workloads."
        .formatted(
            Numbers.count(operations, "operation"),
            unjudgedLevels().size() == 1 ? "that level promises" : "these levels promise");
  }

  private String untested() {
    int unjudged = promised(Status.UNJUDGED).size();
    if (unjudged == 0) {
      return "";
    }
    return " %s could not be judged: no operation put %s to the test."
        .formatted(Numbers.count(unjudged, "promise"), unjudged == 1 ? "it" : "them");
  }

  private static String names(List<Consistency> levels) {
    return levels.stream().map(Consistency::toString).collect(Collectors.joining(" and "));
  }
}
