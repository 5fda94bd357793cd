package dev.lagrange.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.FakeNode;
import dev.lagrange.control.FakeVendor;
import dev.lagrange.control.LastRead;
import dev.lagrange.control.TestTicker;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StandIn;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FloorsTest {

  private static final Consistency RECENT = Consistency.bounded(Duration.ofMillis(500));

  private final FakeVendor cluster = new FakeVendor("a", "b");
  private final FakeNode a = cluster.node("a").primaryAt(100);
  private final FakeNode b = cluster.node("b").replicaAt(100, 100);
  private final TestTicker ticker = new TestTicker(0);
  private final AtomicInteger doubts = new AtomicInteger();
  private final RoutingListener listener =
      new RoutingListener() {
        @Override
        public void writeInDoubt() {
          doubts.incrementAndGet();
        }
      };
  private final Session session = new Session(null);
  private ClusterMonitor monitor;
  private Floors floors;

  @BeforeEach
  void start() throws SQLException {
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
    floors = floors(FakeVendor.onDemand());
  }

  private Floors floors(Options options) {
    return new Floors(monitor, new Samples(monitor, options), options, listener);
  }

  @AfterEach
  void stop() {
    monitor.close();
  }

  @Test
  void weakAsksForNothing() throws SQLException {
    write(200);
    assertThat(of(Consistency.WEAK, SessionScope.CLUSTER)).isEqualTo(Floor.NONE);
  }

  @Test
  void clusterScopeAsksForEverybodysWrites() throws SQLException {
    a.primaryAt(200);
    Floor floor = of(Consistency.EVENTUAL, SessionScope.CLUSTER);
    assertThat(floor).isEqualTo(new Floor(at(1, 200), Reason.COVERS_FLOOR));
  }

  @Test
  void narrowerScopeAsksForItsOwnWritesOnly() throws SQLException {
    a.primaryAt(200);
    assertThat(of(Consistency.EVENTUAL, SessionScope.DATASOURCE).position()).isNull();
    write(300);
    a.primaryAt(400);
    assertThat(of(Consistency.EVENTUAL, SessionScope.DATASOURCE).position()).isEqualTo(at(1, 400));
    a.primaryAt(500);
    assertThat(of(Consistency.EVENTUAL, SessionScope.DATASOURCE).position()).isEqualTo(at(1, 400));
  }

  @Test
  void writeAfterTheSampleIsNotTakenAsCovered() throws SQLException {
    long arrivedAt = ticker.read();
    monitor.sampleAfter(arrivedAt).join();
    write(300);
    floors.of(Consistency.EVENTUAL, SessionScope.CLUSTER, session, arrivedAt);
    assertThat(session.unsampled()).isNotNull();
    assertThat(floors.ofSession(session, ticker.read())).isEqualTo(at(1, 300));
  }

  @Test
  void unsampledWriteOfAPrimaryThatWentAwayIsToldOnceAmongManyThreads() {
    write(200);
    a.stop();
    List<CompletableFuture<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      readers.add(
          CompletableFuture.supplyAsync(this::toldHowOften, task -> new Thread(task).start()));
    }
    assertThat(readers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(1);
    assertThat(doubts).hasValue(1);
  }

  private int toldHowOften() {
    int told = 0;
    for (int i = 0; i < 10; i++) {
      try {
        floors.ofSession(session, ticker.read());
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("LG002");
        told++;
      }
    }
    return told;
  }

  @Test
  void restartOnTheSameHistoryLosesNothingDurable() throws SQLException {
    write(200);
    a.restart();
    assertThat(floors.ofSession(session, ticker.read())).isEqualTo(at(1, 200));
    assertThat(doubts).hasValue(0);
  }

  @Test
  void restartMayLoseAnAsynchronousWrite() {
    a.primaryAt(200);
    session.wrote(new WriteMark(ticker.read(), a.run(), true, monitor.newestKnown()));
    a.restart();
    assertLost(this::ofSession);
  }

  @Test
  void asynchronousWriteThatACrashTookIsToldOnceThoughTheLogHasGrownSince() throws SQLException {
    writeAsynchronously(200, 150);
    a.crash();
    a.primaryAt(300);
    assertLost(this::ofSession);
    assertThat(ofSession()).isEqualTo(at(1, 300));
    assertThat(doubts).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sampledWriteThatTheDiskHadNotGotIsLostWithItsServersMemory(boolean started)
      throws SQLException {
    writeAsynchronously(200, 150);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    if (started) {
      a.restart();
      a.primaryAt(150);
    } else {
      a.crash();
    }
    assertLost(this::ofSession);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    a.primaryAt(300);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(doubts).hasValue(1);
  }

  @Test
  void crashAfterTheDiskHadASampledWriteIsNotTold() throws SQLException {
    writeAsynchronously(200, 150);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    a.primaryAt(300, 200);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(session.unsampled()).isNull();
    a.crash();
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(doubts).hasValue(0);
  }

  @Test
  void earlierOfTwoAsynchronousWritesCountsWhereOnlyTheLaterSurvived() {
    writeAsynchronously(200, 150);
    a.crash();
    monitor.observationAfter(a.id(), ticker.read()).join();
    writeAsynchronously(300, 300);
    assertLost(this::ofSession);
  }

  @Test
  void crashTakesNothingDurable() throws SQLException {
    write(200);
    a.crash();
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(doubts).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionThatBreaksTakesNothingIfItsServerIsSeenToLive(boolean sampled)
      throws SQLException {
    writeAsynchronously(200, 150);
    if (sampled) {
      ofSession();
    }
    a.disconnect();
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(doubts).hasValue(0);
  }

  @Test
  void connectionThatBreaksMayBeACrashIfNobodyIsShownTheServersProcesses() {
    a.hidingLives();
    writeAsynchronously(200, 150);
    a.disconnect();
    assertLost(this::ofSession);
  }

  @Test
  void sampledWriteThatReachedTheNextPrimaryIsNotToldBeItsFirstDiskLost() throws SQLException {
    writeAsynchronously(200, 150);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    failOver(200);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    assertThat(session.unsampled()).isNull();
    assertThat(doubts).hasValue(0);
  }

  @Test
  void sampledWriteThatDidNotReachTheNextPrimaryIsToldOnce() throws SQLException {
    writeAsynchronously(200, 150);
    assertThat(ofSession()).isEqualTo(at(1, 200));
    failOver(150);
    assertLost(this::ofSession);
    assertThat(ofSession()).isEqualTo(at(1, 150));
    assertThat(doubts).hasValue(1);
  }

  @Test
  void failoverBehindTheSessionIsToldOnceAndCapsAtTheFork() throws SQLException {
    session.join(at(1, 150));
    a.primaryAt(150);
    failOver(120);
    assertLost(this::ofSession);
    assertThat(floors.ofSession(session, ticker.read())).isEqualTo(at(1, 120));
    assertThat(doubts).hasValue(1);
  }

  @Test
  void failoverThatKeptEverythingIsNotTold() throws SQLException {
    session.join(at(1, 120));
    a.primaryAt(120);
    failOver(120);
    assertThat(of(Consistency.EVENTUAL, SessionScope.CLUSTER).position()).isEqualTo(at(2, 120));
    assertThat(doubts).hasValue(0);
  }

  @Test
  void writeBeforeAFailoverAndOneAfterAreBothAccountedFor() throws SQLException {
    write(150);
    failOver(120);
    b.primaryAt(300);
    session.wrote(new WriteMark(ticker.read(), b.run(), false, monitor.newestKnown()));
    assertLost(this::ofSession);
    assertThat(floors.ofSession(session, ticker.read())).isEqualTo(at(2, 300));
  }

  @Test
  void newestPositionKnownStandsInForThePrimary() throws SQLException {
    a.stop();
    assertThat(of(Consistency.EVENTUAL, SessionScope.CLUSTER))
        .isEqualTo(new Floor(at(1, 100), Reason.STAND_IN));
  }

  @Test
  void whatReplicasReceivedSinceTheyWereLastAskedCounts() throws SQLException {
    write(200);
    of(Consistency.EVENTUAL, SessionScope.CLUSTER);
    b.replicaAt(150, 200);
    a.stop();
    assertThat(of(Consistency.EVENTUAL, SessionScope.CLUSTER))
        .isEqualTo(new Floor(at(1, 200), Reason.STAND_IN));
    assertThat(doubts).hasValue(0);
  }

  @Test
  void whatNoReplicaReceivedIsToldAndTheRestKept() throws SQLException {
    write(200);
    of(Consistency.EVENTUAL, SessionScope.CLUSTER);
    b.replicaAt(150, 180);
    a.stop();
    assertLost(() -> of(Consistency.EVENTUAL, SessionScope.CLUSTER));
    assertThat(of(Consistency.EVENTUAL, SessionScope.CLUSTER))
        .isEqualTo(new Floor(at(1, 180), Reason.STAND_IN));
    assertThat(doubts).hasValue(1);
  }

  @Test
  void nothingStandsInIfItMayNot() {
    Floors strict = floors(FakeVendor.onDemand().with(OptionTable.STAND_IN, StandIn.ERROR));
    a.stop();
    assertThatThrownBy(
            () -> strict.of(Consistency.EVENTUAL, SessionScope.CLUSTER, session, ticker.read()))
        .isInstanceOf(ReplicaLagException.class);
  }

  @Test
  void boundIsTheOldestSampleWithinIt() throws SQLException {
    ticker.advance(Duration.ofMillis(800));
    a.primaryAt(200);
    of(Consistency.EVENTUAL, SessionScope.CLUSTER);
    ticker.advance(Duration.ofMillis(300));
    a.primaryAt(300);
    of(Consistency.EVENTUAL, SessionScope.CLUSTER);
    assertThat(of(RECENT, SessionScope.CLUSTER))
        .isEqualTo(new Floor(at(1, 200), Reason.WITHIN_BOUND));
  }

  @Test
  void boundAlsoCoversTheSessionsOwnWrites() throws SQLException {
    write(500);
    assertThat(of(RECENT, SessionScope.CLUSTER).position()).isEqualTo(at(1, 500));
  }

  @Test
  void boundCannotBeProvedWithoutASampleWithinIt() throws SQLException {
    a.stop();
    ticker.advance(Duration.ofSeconds(10));
    assertThat(of(RECENT, SessionScope.CLUSTER).isUnattainable()).isTrue();
  }

  @Test
  void readIsBoundedByTheNodeItWasMadeOnWhileThatIsUp() throws SQLException {
    b.replicaAt(90, 95);
    LastRead read = new LastRead(b.id(), b.run(), ticker.read(), ticker.read());
    assertThat(floors.boundOf(read)).isEqualTo(at(1, 91));
    LastRead later = new LastRead(b.id(), b.run(), ticker.read(), ticker.read());
    b.restart();
    assertThat(floors.boundOf(later)).isEqualTo(at(1, 100));
    LastRead last = new LastRead(b.id(), later.run(), ticker.read(), ticker.read());
    a.stop();
    assertThat(floors.boundOf(last)).isNull();
  }

  private void write(long lsn) {
    a.primaryAt(lsn);
    session.wrote(new WriteMark(ticker.read(), a.run(), false, monitor.newestKnown()));
  }

  private void writeAsynchronously(long lsn, long flushed) {
    a.primaryAt(lsn, flushed);
    session.wrote(new WriteMark(ticker.read(), a.run(), true, monitor.newestKnown()));
  }

  private PostgresPosition ofSession() throws SQLException {
    return (PostgresPosition) floors.ofSession(session, ticker.read());
  }

  private void failOver(long received) throws SQLException {
    a.stop();
    b.replicaAt(received, received);
    b.promote(2);
    monitor.observationAfter(b.id(), ticker.read()).join();
    assertThat(monitor.observationAfter(a.id(), ticker.read())).failsWithin(Duration.ofSeconds(30));
  }

  private Floor of(Consistency consistency, SessionScope scope) throws SQLException {
    return floors.of(consistency, scope, session, ticker.read());
  }

  private static void assertLost(ThrowingCallable read) {
    SQLException told = catchThrowableOfType(SQLException.class, read);
    assertThat(told.getSQLState()).isEqualTo("LG002");
  }

  private static PostgresPosition at(int timeline, long lsn) {
    return PostgresPosition.of(timeline, new Lsn(lsn));
  }
}
