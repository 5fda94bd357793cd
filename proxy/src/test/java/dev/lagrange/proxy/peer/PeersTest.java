package dev.lagrange.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.routing.option.HostPort;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PeersTest {

  private final Random random = new Random(65);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 512, Peers.HIGHEST})
  void theNumberStandsInEachProcessNumber(int own) {
    Peers peers = Peers.of(own, List.of());
    Set<Integer> drawn = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      int pid = peers.processNumber(random);
      drawn.add(pid);

      assertThat(pid).isPositive();
      assertThat(Peers.numberIn(pid)).isEqualTo(own);
      assertThat(Peers.numberIn(new CancelKey(pid, new byte[4]).passedOn().pid())).isEqualTo(own);
    }
    assertThat(drawn).hasSizeGreaterThan(990);
  }

  @Test
  void instancesNeverGiveTheSameNumber() {
    Set<Integer> ofOne = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ofOne.add(Peers.of(1, List.of()).processNumber(random));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(ofOne).doesNotContain(Peers.of(2, List.of()).processNumber(random));
    }
  }

  @Test
  void whoStandsAloneDrawsFromAll() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      int pid = Peers.none().processNumber(random);
      assertThat(pid).isPositive();
      numbers.add(Peers.numberIn(pid));
    }
    assertThat(numbers).hasSizeGreaterThan(400);
  }

  @Test
  void aKeyThatIsPassedOnIsTheSameButForItsMark() {
    CancelKey given = new CancelKey(Peers.of(3, List.of()).processNumber(random), new byte[] {1});

    assertThat(given.isPassedOn()).isFalse();
    assertThat(given.passedOn().isPassedOn()).isTrue();
    assertThat(given.passedOn().isSame(given)).isFalse();
    assertThat(given.passedOn().asGiven().isSame(given)).isTrue();
    assertThat(given.asGiven()).isSameAs(given);
  }

  @Test
  void theOthersAreRead() {
    Peers peers = Peers.of(1, List.of("2=10.0.0.2:6432", "1023=[::1]:7000", " 3 = Three:1 "));

    assertThat(peers.others())
        .isEqualTo(
            Map.of(
                2,
                new HostPort("10.0.0.2", 6432),
                3,
                new HostPort("three", 1),
                1023,
                new HostPort("::1", 7000)));
    assertThat(Peers.of(null, List.of()).areThere()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, '', '--peer-id must be between 1 and 1023, not 0: give another number'",
    "1024, '', 'between 1 and 1023, not 1024'",
    "-1, '', 'between 1 and 1023, not -1'",
    ", '2=b:1', '--peer needs --peer-id: give the number of this instance'",
    "1, 'b:1', '--peer ''b:1'': it is no instance: give ID=HOST:PORT'",
    "1, '=b:1', 'give ID=HOST:PORT'",
    "1, 'two=b:1', 'give ID=HOST:PORT'",
    "1, '2=b', 'give ID=HOST:PORT'",
    "1, '2=b:0', 'give ID=HOST:PORT'",
    "1, '2=b:65536', 'give ID=HOST:PORT'",
    "1, '0=b:1', '0 is no number of an instance: give one between 1 and 1023'",
    "1, '1024=b:1', '1024 is no number of an instance'",
    "1, '1=b:1', '--peer ''1=b:1'': it has the number of --peer-id, 1: name only the other'"
  })
  void whatIsWrongIsToldWithItsRemedy(Integer own, String other, String told) {
    List<String> others = other.isEmpty() ? List.of() : List.of(other);

    assertThatThrownBy(() -> Peers.of(own, others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(() -> Peers.of(2000, List.of("2=b:1", "2=c:1", "3=nowhere", "9999=d:1")))
        .hasMessageContainingAll(
            "not 2000",
            "b:1 has the number 2, too: give each instance its own",
            "'3=nowhere'",
            "9999");
  }
}
