package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitsTest {

  private final SQLException interrupted = new SQLException("interrupted", "08001");

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final Waits waits = new Waits(cancelled::countDown);

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void begin() {
    waits.begin(0);
  }

  @Test
  void cancelInterruptsWhoWaitsAndIsWhatItFailsWith() {
    begin();
    assertThat(waits.cancel()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    SQLException explained = waits.explained(interrupted);
    assertThat(explained.getMessage()).contains("cancelled while it waited");
    assertThat(explained.getCause() == interrupted).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    waits.end();
  }

  @Test
  void cancelOfWhatDoesNotWaitIsForTheServer() throws SQLException {
    assertThat(waits.cancel()).isFalse();
    begin();
    waits.pause();
    boolean cancelled = waits.during(Waits::cancel, waits);
    assertThat(cancelled).isFalse();
    waits.end();
    assertThat(waits.cancel()).isFalse();
  }

  @Test
  void nothingIsAskedOfAServerAfterACancel() {
    begin();
    waits.cancel();

    assertThatThrownBy(waits::pause).hasMessageContaining("cancelled while it waited");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    waits.end();
  }

  @Test
  void nextExecutionKnowsNothingOfACancel() throws SQLException {
    begin();
    waits.cancel();
    waits.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    begin();
    waits.pause();
    String answer = waits.during(w -> "answer", waits);
    assertThat(answer).isEqualTo("answer");
    assertThat(waits.explained(interrupted) == interrupted).isTrue();
    waits.end();
  }

  @Test
  void whatTheServerSaysIsPassedOn() throws SQLException {
    SQLException answer = new SQLException("no such table", "42P01");
    begin();
    waits.pause();
    assertThatThrownBy(
            () ->
                waits.during(
                    w -> {
                      throw answer;
                    },
                    waits))
        .isSameAs(answer);
    waits.cancel();
    assertThat(waits.explained(answer) == answer).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    waits.end();
  }

  @Test
  void writeOfUnknownOutcomeStaysOne() {
    SQLException unknown = new SQLException("unknown", "08007");
    begin();
    waits.cancel();
    assertThat(waits.explained(unknown) == unknown).isTrue();
    waits.end();
  }

  @Test
  void timeoutThatPassedWhileTheServerWasAskedEndsWhatComesAfter() throws SQLException {
    waits.begin(1);
    waits.pause();
    boolean ended = waits.during(latch -> awaited(latch), cancelled);
    assertThat(ended).isTrue();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(waits.explained(interrupted).getMessage()).contains("timeout of 1 s");
    waits.end();
  }
}
