package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PostgresPositionLawsTest extends LatticeContract {

  @Provide
  Arbitrary<PostgresPosition> positions() {
    return Positions.postgres();
  }

  @Provide
  Arbitrary<TimelineHistory> histories() {
    return Positions.histories();
  }

  @Property
  void lsnIsReadBack(@ForAll long value) {
    Lsn lsn = new Lsn(value);
    assertThat(Lsn.parse(lsn.toString())).isEqualTo(lsn);
  }

  @Property
  void nothingIsLostOnceCapped(
      @ForAll("positions") PostgresPosition a,
      @ForAll("positions") PostgresPosition node,
      @ForAll("histories") TimelineHistory history) {
    PostgresPosition server = PostgresPosition.of(node.timeline(), node.lsn());
    PostgresPosition capped = a.cappedAt(history, server.timeline());
    assertThat(capped.coveredBy(server, history)).isNotEqualTo(Coverage.LOST);
    assertThat(capped.coveredBy(a, history)).isEqualTo(Coverage.COVERED);
    if (a.coveredBy(server, history) == Coverage.COVERED) {
      assertThat(capped).isEqualTo(a);
    }
  }

  @Property
  void knowingMoreNeverTakesCoverageBack(
      @ForAll("positions") PostgresPosition a,
      @ForAll("positions") PostgresPosition node,
      @ForAll("histories") TimelineHistory history) {
    if (isCovered(a, node, TimelineHistory.UNKNOWN)) {
      assertThat(a.coveredBy(node, history)).isEqualTo(Coverage.COVERED);
    }
  }
}
