package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.report.Judgement.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {

  private final Clients clients = new Clients();
  private final Findings findings = new Findings();

  @Test
  void whatWasCheckedAndNotBrokenIsKept() {
    findings.checked(Guarantee.READ_YOUR_WRITES, Consistency.EVENTUAL);
    Verdict verdict = verdict(Consistency.EVENTUAL);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.KEPT);
    assertThat(verdict.promised(Status.KEPT))
        .extracting(Judgement::name)
        .containsExactly("read your writes at eventual");
    assertThat(verdict.explanation()).contains("13 promises could not be judged");
  }

  @Test
  void nothingCheckedIsNeverKept() {
    Verdict verdict = verdict(Consistency.EVENTUAL);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNJUDGED);
    assertThat(verdict.headline()).isEqualTo("Nothing could be judged");
    assertThat(verdict.promised(Status.KEPT)).isEmpty();
  }

  @Test
  void oneLevelWithoutChecksIsNotCoveredByAnother() {
    findings.checked(Guarantee.NO_PHANTOM, Consistency.WEAK);
    Verdict verdict = verdict(Consistency.STRONG, Consistency.WEAK);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNJUDGED);
    assertThat(verdict.headline()).isEqualTo("At strong nothing could be judged");
  }

  @Test
  void brokenPromiseIsBroken() {
    breaks(Consistency.EVENTUAL);
    Verdict verdict = verdict(Consistency.EVENTUAL);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BROKEN);
    assertThat(verdict.headline()).isEqualTo("A promise was broken");
    assertThat(verdict.explanation())
        .isEqualTo("1 of 1 operation broke read your writes at eventual.");
  }

  @Test
  void whatWasNotPromisedBreaksNoPromise() {
    breaks(Consistency.WEAK);
    findings.checked(Guarantee.NO_PHANTOM, Consistency.WEAK);
    Verdict verdict = verdict(Consistency.WEAK);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.KEPT);
    assertThat(verdict.brokenUnpromised())
        .extracting(Judgement::name)
        .containsExactly("read your writes at weak");
  }

  @Test
  void whatNobodyAskedForOwesNothing() {
    findings.checked(Guarantee.READ_YOUR_WRITES, Consistency.EVENTUAL);
    findings.checked(Guarantee.NO_LOST_WRITE, Consistency.STRONG);
    Verdict verdict = verdict(Consistency.EVENTUAL);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.KEPT);
    assertThat(verdict.promised(Status.KEPT)).hasSize(2);
    assertThat(verdict.promised(Status.UNJUDGED))
        .allMatch(one -> one.level().equals(Consistency.EVENTUAL));
  }

  @Test
  void searchThatWasGivenUpIsNoJudgement() {
    findings.undecided(Guarantee.LINEARIZABILITY, Consistency.STRONG);
    Verdict verdict = verdict(Consistency.STRONG);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNJUDGED);
    Judgement judgement = verdict.on(Guarantee.LINEARIZABILITY, Consistency.STRONG);
    assertThat(judgement).isNotNull();
    assertThat(judgement.doubt()).isEqualTo(", 1 undecided");
  }

  @Test
  void writesThatNobodyLookedForAreNotKept() {
    findings.checked(Guarantee.READ_YOUR_WRITES, Consistency.EVENTUAL);
    findings.checked(Guarantee.NO_LOST_WRITE, Consistency.EVENTUAL);
    findings.undecided(Guarantee.NO_LOST_WRITE, Consistency.EVENTUAL);
    assertThat(verdict(Consistency.EVENTUAL).outcome()).isEqualTo(Verdict.Outcome.KEPT);
    findings.undecided(Guarantee.NO_LOST_WRITE, Consistency.EVENTUAL);
    Verdict verdict = verdict(Consistency.EVENTUAL);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNJUDGED);
    assertThat(verdict.headline()).contains("nobody could look whether writes are lost");
    assertThat(verdict.explanation()).startsWith("Of 3 writes, 2 were not looked for");
  }

  private void breaks(Consistency level) {
    Operation write = clients.write(1, "x", 1, 0, 1);
    Operation read = clients.read(level, 1, "x", 0, 2, Clients.REPLICA);
    findings.checked(Guarantee.READ_YOUR_WRITES, level);
    findings.broken(Guarantee.READ_YOUR_WRITES, "missed its own write", List.of(write, read));
  }

  private Verdict verdict(Consistency... levels) {
    return Verdict.of(clients.history(), findings, Clients.run(List.of(levels)));
  }
}
