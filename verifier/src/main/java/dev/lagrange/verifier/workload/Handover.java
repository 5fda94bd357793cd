package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Place;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.workload.Hands.Hand;
import dev.lagrange.verifier.workload.Hands.Remote;
import java.util.List;

/**
 * Registers that a session writes in one process and reads in another, or the other way round, and
 * then once more where it was: as a user does whom a balancer sends to one instance of an
 * application after the other. A token is handed over if there is one; the order of what the user
 * does is the same without.
 */
final class Handover implements Workload {

  private static final Numbers ROWS = new Numbers(Model.REGISTER, "handover", "h", 12);
  private static final String UPDATE = ROWS.update("n + 1", "");
  private static final int AS_ANOTHER_PERCENT = 2;

  @Override
  public List<String> setUp() {
    return ROWS.setUp();
  }

  @Override
  public void turn(Session session, Hands hands) {
    String key = ROWS.anyKey(session.random());
    Remote other = hands.other();
    boolean here = other == null || session.random().nextBoolean();
    write(session, hands, here, key);
    handOver(session);
    read(session, hands, other == null || !here, key);
    handOver(session);
    read(session, hands, here, key);
  }

  /**
   * Mostly it is one user's session; sometimes what a token is handed to is a session of its own.
   */
  private static void handOver(Session session) {
    if (session.chance(AS_ANOTHER_PERCENT)) {
      session.handOver();
    }
  }

  private static void write(Session session, Hands hands, boolean here, String key) {
    session.perform(by(hands, here, true, key), id -> writeTask(key));
  }

  private static void read(Session session, Hands hands, boolean here, String key) {
    session.perform(by(hands, here, false, key), id -> readTask(key));
  }

  private static Hand by(Hands hands, boolean here, boolean writes, String key) {
    Remote other = hands.other();
    if (here || other == null) {
      return (task, token) -> known(hands.own().perform(task, token));
    }
    return (task, token) -> known(writes ? other.write(key, token) : other.read(key, token));
  }

  /** What stands in for the primary covers one process, and this session has written in two. */
  private static Reply known(Reply reply) {
    Place place = reply.place();
    return place != null && place.stoodIn() ? reply.endingSession() : reply;
  }

  static Task writeTask(String key) {
    return Registers.write(ROWS, UPDATE, key);
  }

  static Task readTask(String key) {
    return ROWS.read(key);
  }

  @Override
  public void readAll(Session session, Hand hand) {
    ROWS.readAll(session, hand);
  }
}
