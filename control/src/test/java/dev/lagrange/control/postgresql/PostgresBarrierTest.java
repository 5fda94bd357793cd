package dev.lagrange.control.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresBarrierTest {

  @Test
  void asManyAsNeededWillDo() {
    assertThatCode(() -> PostgresBarrier.check("ANY 2 (a, b, c)", 2, 0, "m"))
        .doesNotThrowAnyException();
  }

  @Test
  void emptiedSettingIsNamed() {
    assertUnproved("", 3, 0, "synchronous_standby_names is empty");
  }

  @Test
  void tooFewAreCounted() {
    assertUnproved("ANY 2 (a, b, c)", 1, 0, "1 of the 2 standbys");
  }

  @Test
  void missingPrivilegeIsNamed() {
    assertUnproved("ANY 1 (*)", 0, 2, "user 'm' may not see");
  }

  private static void assertUnproved(String setting, int have, int hidden, String why) {
    assertThatThrownBy(() -> PostgresBarrier.check(setting, have, hidden, "m"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
        .hasMessageContaining(why);
  }
}
