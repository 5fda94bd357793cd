package dev.lagrange.routing.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTest {

  @ParameterizedTest
  @CsvSource({
    "strong, strong",
    "WEAK, weak",
    "' Eventual ', eventual",
    "session, eventual",
    "bounded(5s), bounded(5s)",
    "BOUNDED(5S), bounded(5s)",
    "' bounded ( 1500 ms ) ', bounded(1500ms)",
    "bounded(24h), bounded(1d)",
    "bounded(1us), bounded(1us)"
  })
  void levelIsReadInAnyCaseAndWithSpaces(String text, String printed) {
    assertThat(Consistency.parse(text)).hasToString(printed);
  }

  @Property
  void whatIsPrintedIsReadBack(@ForAll @LongRange(min = 1, max = 86_400_000_000_000L) long nanos) {
    Consistency bounded = Consistency.bounded(Duration.ofNanos(nanos));
    assertThat(Consistency.parse(bounded.toString())).isEqualTo(bounded);
  }

  @ParameterizedTest
  @CsvSource({"strnog, strong", "evental, eventual", "sesion, session", "bound(5s), bounded"})
  void unknownLevelIsToldTheNearest(String text, String meant) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse(text))
        .withMessage(
            "'%s' is not a level: write strong, bounded(5s), eventual (or session) or weak; did you"
                + " mean '%s'?",
            text, meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "linearizable", "(5s)", "strong, weak"})
  void unlikelyLevelIsToldAllLevels(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse(text))
        .withMessageEndingWith("eventual (or session) or weak");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bounded", "bounded()", "bounded( )", "bounded(5s", "bounded(5s) x"})
  void boundedNeedsABound(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse(text))
        .withMessage("'%s' has no bound in parentheses: write one, such as 'bounded(5s)'", text);
  }

  @Test
  void boundWithoutUnitIsToldTheTwoSpellingsItMightMean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse("bounded(5)"))
        .withMessage("The bound of 'bounded(5)': '5' has no unit: write '5s' or '5ms'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bounded(0s)", "bounded(-1ms)", "bounded(86401s)", "bounded(2d)"})
  void boundOutOfRangeIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse(text))
        .withMessageContaining("choose one above 0 and up to 24h");
  }

  @Test
  void onlyBoundedTakesABound() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consistency.parse("strong(5s)"))
        .withMessage(
            "'strong(5s)' has a bound, which only 'bounded' takes: write 'strong' or"
                + " 'bounded(5s)'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Consistency(ConsistencyLevel.WEAK, Duration.ofSeconds(1)))
        .withMessage("Only 'bounded' takes a bound, not 'weak': leave out 1s");
  }
}
