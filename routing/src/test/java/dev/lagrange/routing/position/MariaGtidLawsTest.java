package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MariaGtidLawsTest extends LatticeContract {

  @Provide
  Arbitrary<MariaGtid> positions() {
    return Positions.mariaGtids();
  }

  @Provide
  Arbitrary<TimelineHistory> histories() {
    return Arbitraries.just(TimelineHistory.UNKNOWN);
  }

  @Property
  void printedFormIsReadBack(@ForAll("positions") MariaGtid a) {
    assertThat(MariaGtid.parse(a.toString())).isEqualTo(a);
  }
}
