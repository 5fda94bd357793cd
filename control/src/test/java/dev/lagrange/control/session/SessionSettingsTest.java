package dev.lagrange.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.SessionVariables.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has to be set where other settings are, and in which order. */
final class SessionSettingsTest {

  private static final SessionSettings A = SessionSettings.NONE.with("app.tenant", "a");

  @Test
  void nothingIsSetWhereAllIsSetAlready() {
    assertThat(A.from(A)).isEmpty();
    assertThat(A.with("x", "1").without("app.tenant").with("app.tenant", "a"))
        .isEqualTo(A.with("x", "1"));
  }

  @Test
  void othersAreTakenBackAndOnlyWhatDiffersIsSet() {
    SessionSettings others = SessionSettings.NONE.with("x", "1").with("app.tenant", "a");
    assertThat(A.with("y", "2").from(others))
        .isEqualTo(List.of(new Value("x", null), new Value("y", "2")));
    assertThat(SessionSettings.NONE.from(A)).isEqualTo(List.of(new Value("app.tenant", null)));
  }

  @Test
  void roleOfTheOtherIsTakenBackFirstAndOwnIsSetInItsOrder() {
    SessionSettings own = A.with("role", "r").with("work_mem", "1MB");
    assertThat(own.from(SessionSettings.NONE.with("z", "1").with("role", "r")))
        .isEqualTo(
            List.of(
                new Value("role", null),
                new Value("z", null),
                new Value("app.tenant", "a"),
                new Value("role", "r"),
                new Value("work_mem", "1MB")));
  }

  @Test
  void lastOneSetIsLast() {
    SessionSettings twice = A.with("role", "r").with("app.tenant", "b");
    assertThat(twice.from(SessionSettings.NONE))
        .isEqualTo(List.of(new Value("role", "r"), new Value("app.tenant", "b")));
  }

  @Test
  void valuesAreNotPrinted() {
    assertThat(A.with("app.secret", "s3cr3t")).hasToString("[app.tenant, app.secret]");
  }
}
