package dev.lagrange.verifier.target;

import static dev.lagrange.verifier.history.Outcome.FAILED;
import static dev.lagrange.verifier.history.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Doubt.Phase;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoubtTest {

  @ParameterizedTest(name = "{0} of a statement: {1}, of a commit: {2}")
  @CsvSource({
    // the server rolled back and said so
    "40001, FAILED, FAILED",
    "40P01, FAILED, FAILED",
    "23505, FAILED, FAILED",
    "25006, FAILED, FAILED",
    "42P01, FAILED, FAILED",
    "53100, FAILED, FAILED",
    "55P03, FAILED, FAILED",
    "57014, FAILED, FAILED",
    "02000, FAILED, FAILED",
    // nothing was sent
    "08001, FAILED, FAILED",
    "08004, FAILED, FAILED",
    "57P03, FAILED, FAILED",
    // the connection broke, or the server went away, before it answered
    "08000, UNKNOWN, UNKNOWN",
    "08003, UNKNOWN, UNKNOWN",
    "08006, UNKNOWN, UNKNOWN",
    "08007, UNKNOWN, UNKNOWN",
    "08P01, UNKNOWN, UNKNOWN",
    "57P01, UNKNOWN, UNKNOWN",
    "57P02, UNKNOWN, UNKNOWN",
    "57P05, UNKNOWN, UNKNOWN",
    "40003, UNKNOWN, UNKNOWN",
    // trouble of the server itself, or of whoever routes
    "58030, UNKNOWN, UNKNOWN",
    "XX000, UNKNOWN, UNKNOWN",
    "XX001, UNKNOWN, UNKNOWN",
    ", UNKNOWN, UNKNOWN",
    "1, UNKNOWN, UNKNOWN",
  })
  void stateTellsWhetherAWriteMayHaveTakenPlace(
      @Nullable String state, Outcome ofStatement, Outcome ofCommit) {
    SQLException error = new SQLException("reason", state);

    assertThat(Doubt.of(error, Phase.STATEMENT)).isEqualTo(ofStatement);
    assertThat(Doubt.of(error, Phase.COMMIT)).isEqualTo(ofCommit);
    assertThat(Doubt.of(error, Phase.BORROWING)).isEqualTo(FAILED);
    assertThat(Doubt.of(error, Phase.BEFORE_COMMIT)).isEqualTo(FAILED);
  }

  /** A session that is told of a loss at its commit does not know what became of that. */
  @Test
  void lossMakesACommitUnknown() {
    SQLException loss = new SQLException("lost", "LG002");

    assertThat(Doubt.isLoss(loss)).isTrue();
    assertThat(Doubt.of(loss, Phase.COMMIT)).isEqualTo(UNKNOWN);
    assertThat(Doubt.isLoss(new SQLException("other", "40001"))).isFalse();
  }

  @Test
  void textIsOneLineWithTheState() {
    assertThat(Doubt.text(new SQLException("first\nsecond", "08006"))).isEqualTo("08006: first");
    assertThat(Doubt.text(new SQLException("alone"))).isEqualTo("alone");
    assertThat(Doubt.text(new SQLException((String) null))).isEqualTo("null");
    assertThat(Doubt.text(new SQLException("x".repeat(10_000)))).hasSizeLessThan(400);
  }

  @Test
  void cancelledWaitForReplicasIsFoundAmongWarnings() {
    SQLWarning notice = new SQLWarning("a notice", "00000");
    notice.setNextWarning(new SQLWarning("canceling wait for synchronous replication", "01000"));

    assertThat(Doubt.warning(notice)).isEqualTo("canceling wait for synchronous replication");
    assertThat(Doubt.warning(new SQLWarning("a notice", "00000"))).isNull();
    assertThat(Doubt.warning(null)).isNull();
  }
}
