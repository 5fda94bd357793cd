package dev.lagrange.verifier.workload;

import java.util.List;

/** A kind of operations, on a table of its own. Thread-safe. */
interface Workload {

  /** The statements that make its table and its rows. */
  List<String> setUp();

  /** One turn of a session: an operation, or a few that belong together. */
  void turn(Session session, Hands hands);

  /** Reads each of its keys once, from the primary whoever routes. */
  void readAll(Session session, Hands.Hand hand);
}
