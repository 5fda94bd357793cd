package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GtidSetLawsTest extends LatticeContract {

  @Provide
  Arbitrary<GtidSet> positions() {
    return Positions.gtidSets();
  }

  @Provide
  Arbitrary<TimelineHistory> histories() {
    return Arbitraries.just(TimelineHistory.UNKNOWN);
  }

  @Property
  void printedFormIsReadBack(@ForAll("positions") GtidSet a) {
    assertThat(GtidSet.parse(a.toString())).isEqualTo(a);
  }

  @Property
  void subtractLeavesExactlyWhatTheOtherLacks(
      @ForAll("positions") GtidSet a, @ForAll("positions") GtidSet b) {
    GtidSet rest = a.subtract(b);
    assertThat(rest.join(b)).isEqualTo(a.join(b));
    assertThat(a.contains(rest)).isTrue();
    assertThat(rest.subtract(b)).isEqualTo(rest);
    assertThat(b.contains(a)).isEqualTo(rest.isEmpty());
    assertThat(a.subtract(rest).subtract(b).isEmpty()).isTrue();
  }
}
