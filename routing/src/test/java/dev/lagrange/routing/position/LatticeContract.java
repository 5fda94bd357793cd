package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every kind of position. A subclass provides "positions" and "histories". */
abstract class LatticeContract {

  @Property
  void joinCommutes(@ForAll("positions") Position a, @ForAll("positions") Position b) {
    assertThat(a.join(b)).isEqualTo(b.join(a)).hasSameHashCodeAs(b.join(a));
  }

  @Property
  void joinAssociates(
      @ForAll("positions") Position a,
      @ForAll("positions") Position b,
      @ForAll("positions") Position c) {
    assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
  }

  @Property
  void joinIsIdempotent(@ForAll("positions") Position a, @ForAll("positions") Position b) {
    assertThat(a.join(a)).isEqualTo(a);
    assertThat(a.join(b).join(b)).isEqualTo(a.join(b));
  }

  @Property
  void joinCoversBoth(
      @ForAll("positions") Position a,
      @ForAll("positions") Position b,
      @ForAll("histories") TimelineHistory history) {
    assertThat(a.coveredBy(a.join(b), history)).isEqualTo(Coverage.COVERED);
    assertThat(b.coveredBy(a.join(b), history)).isEqualTo(Coverage.COVERED);
  }

  @Property
  void joinIsCoveredByWhateverCoversBoth(
      @ForAll("positions") Position a,
      @ForAll("positions") Position b,
      @ForAll("positions") Position c,
      @ForAll("histories") TimelineHistory history) {
    boolean both = isCovered(a, c, history) && isCovered(b, c, history);
    assertThat(isCovered(a.join(b), c, history)).isEqualTo(both);
  }

  @Property
  void coverageIsReflexive(
      @ForAll("positions") Position a, @ForAll("histories") TimelineHistory history) {
    assertThat(a.coveredBy(a, history)).isEqualTo(Coverage.COVERED);
  }

  @Property
  void coverageIsTransitive(
      @ForAll("positions") Position a,
      @ForAll("positions") Position b,
      @ForAll("positions") Position c,
      @ForAll("histories") TimelineHistory history) {
    // Random GTID sets are seldom comparable, their joins are.
    for (Position middle : List.of(b, a.join(b))) {
      for (Position upper : List.of(c, middle.join(c))) {
        if (isCovered(a, middle, history) && isCovered(middle, upper, history)) {
          assertThat(a.coveredBy(upper, history)).isEqualTo(Coverage.COVERED);
        }
      }
    }
  }

  @Property
  void encodingIsReadBackAndUrlSafe(@ForAll("positions") Position a) {
    assertThat(a.encode()).matches("[A-Za-z0-9._~-]+");
    assertThat(Position.decode(a.encode())).isEqualTo(a);
  }

  static boolean isCovered(Position position, Position reached, TimelineHistory history) {
    return position.coveredBy(reached, history) == Coverage.COVERED;
  }
}
