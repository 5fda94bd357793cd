package dev.lagrange.control.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedXidTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"131077_AAD//38AAAEAAA==_/v8=", "0_AA==_", "-1__", "-2147483648_YWI=_YWJj"})
  void nameIsReadBackAsItWas(String name) {
    Xid xid = PreparedXid.parse(name).orElseThrow();
    assertThat(PreparedXid.encode(xid)).isEqualTo(name);
    assertThat(PreparedXid.parse(name)).contains(xid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mine",
        "1_YWI=",
        "1_YWI=_YWI=_YWI=",
        "x_YWI=_YWI=",
        "1_YWI_YWI=",
        "1_?_YWI=",
        "01_YWI=_YWI=",
        "99999999999_YWI=_YWI="
      })
  void namesOfOthersAreLeftAlone(String name) {
    assertThat(PreparedXid.parse(name)).isEmpty();
  }

  @Test
  void longestFitsIntoWhatTheServerTakes() {
    String part = "A".repeat(86) + "==";
    String name = "-2147483648_" + part + "_" + part;
    assertThat(PreparedXid.parse(name)).isPresent();
    assertThat(name.length()).isLessThan(200);
    assertThat(PreparedXid.parse("1_" + "A".repeat(88) + "_")).isEmpty();
  }
}
