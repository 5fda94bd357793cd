package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionDecodeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p1-0",
        "p3-16B374D848",
        "p1-A000060.2-FFFFFFFFFFFFFFFF",
        "g",
        "g3e11fa4771ca11e19e33c80aa9429562~1-5~7.3e11fa4771ca11e19e33c80aa9429562~backup~3",
        "m",
        "m0-1-100.7-2-3"
      })
  void readsItsOwnEncoding(String text) {
    assertThat(Position.decode(text).encode()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p",
        "x1-0",
        "p1",
        "p1-",
        "p0-1",
        "p01-1",
        "p1-01",
        "p1-a",
        "p1-1.",
        "p1-1.1-2",
        "p2-1.1-1",
        "p9999999999-1",
        "p1-11111111111111111",
        "g3e11fa4771ca11e19e33c80aa9429562",
        "g3e11fa4771ca11e19e33c80aa9429562~",
        "g3E11FA4771CA11E19E33C80AA9429562~1",
        "g3e11fa4771ca11e19e33c80aa9429562~1-1",
        "g3e11fa4771ca11e19e33c80aa9429562~1~2",
        "g3e11fa4771ca11e19e33c80aa9429562~5-1",
        "g3e11fa4771ca11e19e33c80aa9429562~0",
        "g3e11fa4771ca11e19e33c80aa9429562~9223372036854775807",
        "g3e11fa4771ca11e19e33c80aa9429562~99999999999999999999",
        "g3e11fa4771ca11e19e33c80aa9429562~tag",
        "m0-1",
        "m0-1-1-1",
        "m1-1-1.0-1-1",
        "m0-1-01",
        "m4294967296-1-1"
      })
  void refusesWhatEncodeNeverWrites(String text) {
    assertThatThrownBy(() -> Position.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
