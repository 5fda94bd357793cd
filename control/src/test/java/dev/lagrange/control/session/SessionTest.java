package dev.lagrange.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.token.ClusterId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionTest {

  private static final ServerRun OLD = run(1);
  private static final ServerRun NEW = run(2);

  private final Session session = new Session(null);

  @Test
  void newestWriteIsTheOneToSample() {
    session.wrote(new WriteMark(20, OLD, false, null));
    session.wrote(new WriteMark(10, OLD, false, null));
    assertThat(session.unsampled()).isEqualTo(new WriteMark(10, 20, OLD, false, null, null));
  }

  @Test
  void writeOnTheOldPrimaryIsNotForgottenForOneOnTheNew() {
    session.wrote(new WriteMark(10, OLD, true, null));
    session.wrote(new WriteMark(20, NEW, false, null));
    assertThat(session.unsampled()).isEqualTo(new WriteMark(10, 20, OLD, true, null, null));
  }

  @Test
  void sampleClearsTheMarkItCoversOnly() {
    session.wrote(new WriteMark(10, OLD, false, null));
    WriteMark sampled = session.unsampled();
    session.wrote(new WriteMark(20, OLD, false, null));
    assertThat(sampled).isNotNull();
    session.sampled(sampled, at(100));
    assertThat(session.unsampled()).isNotNull();
    assertThat(session.position()).isEqualTo(at(100));
  }

  @Test
  void positionOnlyGrows() {
    session.join(at(100));
    session.join(at(50));
    assertThat(session.position()).isEqualTo(at(100));
  }

  @Test
  void oneCallerAbandonsAMarkAndOneCaps() {
    session.wrote(new WriteMark(10, OLD, false, null));
    WriteMark mark = session.unsampled();
    assertThat(mark).isNotNull();
    assertThat(session.abandon(mark)).isTrue();
    assertThat(session.abandon(mark)).isFalse();
    PostgresPosition lost = at(100);
    session.join(lost);
    assertThat(session.cap(lost, at(50))).isTrue();
    assertThat(session.cap(lost, at(50))).isFalse();
    assertThat(session.position()).isEqualTo(at(50));
  }

  @Test
  void runThatCannotBeToldApartIsNeverVerified() {
    session.verifiedFor(null);
    assertThat(session.isVerifiedFor(null)).isFalse();
    session.verifiedFor(OLD);
    assertThat(session.isVerifiedFor(OLD)).isTrue();
    assertThat(session.isVerifiedFor(NEW)).isFalse();
  }

  private static ServerRun run(long start) {
    return new ServerRun(
        new ClusterId("7000000000000000001"), "a:5432", Instant.ofEpochSecond(start));
  }

  private static PostgresPosition at(long lsn) {
    return PostgresPosition.of(1, new Lsn(lsn));
  }
}
