package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.route.RerunCause;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureTest {

  @ParameterizedTest
  @CsvSource({
    "25006, 0, REFUSED_AS_WRITE",
    "HY000, 1290, REFUSED_AS_WRITE",
    "25006, 1792, REFUSED_AS_WRITE",
    "HY000, 1836, REFUSED_AS_WRITE",
    "0A000, 0, NOT_ON_STANDBY",
    "42P01, 0, NOT_THERE_YET",
    "40001, 0, RECOVERY_CONFLICT",
    "57P01, 0, CONNECTION_LOST",
    "08006, 0, CONNECTION_LOST"
  })
  void whatAReplicaDidNotFinishMayRunElsewhere(String state, int code, RerunCause cause) {
    assertThat(Failure.causeOnReplica(new SQLException("no", state, code))).isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({"22012, 0", "57014, 0", "23505, 0", "HY000, 1205"})
  void whatFailsEverywhereDoesNot(String state, int code) {
    assertThat(Failure.causeOnReplica(new SQLException("no", state, code))).isNull();
  }

  @Test
  void aFailureWithoutStateDoesNot() {
    assertThat(Failure.causeOnReplica(new SQLException("no"))).isNull();
  }

  @Test
  void onlyARefusalAsWriteIsRemembered() {
    assertThat(RerunCause.values())
        .filteredOn(RerunCause::isLasting)
        .containsExactly(RerunCause.REFUSED_AS_WRITE);
  }
}
