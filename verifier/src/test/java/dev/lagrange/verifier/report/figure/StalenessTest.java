package dev.lagrange.verifier.report.figure;

import static dev.lagrange.verifier.report.Clients.PRIMARY;
import static dev.lagrange.verifier.report.Clients.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.report.Clients;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StalenessTest {

  private final Clients clients = new Clients();

  @Test
  void visibilityIsTheShareOfReadsThatSeeTheNewestWriteByTheTimeSinceItsAcknowledgement() {
    clients.write(1, "x", 1, 0, 10);
    clients.read(2, "x", 0, 11.5, REPLICA);
    clients.read(2, "x", 1, 11.6, REPLICA);
    clients.read(2, "x", 1, 11.9, REPLICA);
    clients.read(2, "x", 0, 13, REPLICA);
    clients.read(2, "x", 1, 30, REPLICA);
    assertThat(ages().visibility().steps())
        .containsExactly(
            new Visibility.Step(1_000_000, 2_000_000, 3, 2),
            new Visibility.Step(2_000_000, 5_000_000, 1, 0),
            new Visibility.Step(20_000_000, 50_000_000, 1, 1));
  }

  @Test
  void visibilityLeavesOutWhatCouldSeeNoAcknowledgedWrite() {
    clients.read(2, "x", 0, 1, REPLICA);
    clients.write(1, "x", 1, 5, 10);
    clients.read(2, "x", 1, 7, REPLICA);
    assertThat(ages().visibility().steps()).isEmpty();
    assertThat(ages().reads()).isEqualTo(2);
    assertThat(ages().stale()).isZero();
  }

  @Test
  void timeRunsFromTheNewestVersionAlthoughAnOlderOneWasAcknowledgedLater() {
    clients.write(1, "x", 2, 0, 10);
    clients.write(3, "x", 1, 0, 19);
    clients.read(2, "x", 2, 20, REPLICA);
    assertThat(ages().visibility().steps())
        .containsExactly(new Visibility.Step(10_000_000, 20_000_000, 1, 1));
  }

  @Test
  void visibilityHoldsFromTheStepAfterWhichNoneIsBelow() {
    Visibility visibility = new Visibility();
    assertThat(visibility.from(0.99)).isEqualTo(-1);
    visibility.add(age(50_000, 0));
    visibility.add(age(3_000_000, 1));
    visibility.add(age(6_000_000, 0));
    visibility.add(age(60_000_000_000L, 0));
    assertThat(visibility.from(0.99)).isEqualTo(5_000_000);
    visibility.add(age(Long.MAX_VALUE / 2, 1));
    assertThat(visibility.from(0.99)).isEqualTo(-1);
  }

  @Test
  void versionStalenessIsTheShareOfReadsOfTheLastVersions() {
    for (int version = 1; version <= 6; version++) {
      clients.write(1, "x", version, version * 10, version * 10 + 5);
    }
    clients.read(2, "x", 6, 100, REPLICA);
    clients.read(2, "x", 5, 101, REPLICA);
    clients.read(2, "x", 4, 102, REPLICA);
    clients.read(2, "x", 1, 103, REPLICA);
    assertThat(ages().versions().steps().subList(0, 5))
        .containsExactly(
            new VersionStaleness.Step(1, 1),
            new VersionStaleness.Step(2, 2),
            new VersionStaleness.Step(3, 3),
            new VersionStaleness.Step(5, 3),
            new VersionStaleness.Step(10, 4));
    assertThat(ages().mostVersions()).isEqualTo(5);
  }

  @Test
  void staleForAsLongAsTheFirstMissedWriteWasAcknowledged() {
    clients.write(1, "x", 1, 0, 5);
    clients.write(1, "x", 2, 10, 15);
    clients.read(2, "x", 0, 25, REPLICA);
    clients.read(2, "x", 2, 25, PRIMARY);
    assertThat(ages().nanos().max()).isEqualTo(20_000_000);
    assertThat(ages().nanos().p50()).isZero();
    assertThat(ages().stale()).isEqualTo(1);
  }

  @Test
  void nodesAreApartAndPrimariesFirst() {
    clients.write(1, "x", 1, 0, 5);
    clients.read(2, "x", 0, 25, REPLICA);
    clients.read(2, "x", 1, 25, PRIMARY);
    clients.read(Consistency.WEAK, 2, "x", 1, 26, null);
    Staleness staleness = Staleness.of(clients.history());
    assertThat(staleness.byServer().keySet())
        .extracting(site -> site.level() + " " + site.server().label())
        .isEqualTo(List.of("eventual a (primary)", "eventual b (replica)", "weak unknown"));
    assertThat(staleness.byServer().values())
        .extracting(Staleness.Ages::stale)
        .containsExactly(0L, 1L, 0L);
  }

  private Staleness.Ages ages() {
    return Objects.requireNonNull(
        Staleness.of(clients.history()).byLevel().get(Consistency.EVENTUAL));
  }

  private static ReadAge age(long sinceNewest, long behind) {
    Server server = new Server("a", true);
    return new ReadAge(Consistency.WEAK, server, sinceNewest, behind, behind);
  }
}
