package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history made by hand. Times are milliseconds. Not thread-safe. */
public final class Clients {

  /** The primary. */
  public static final Place PRIMARY = new Place("a", false, null);

  /** A replica, with a reason. */
  public static final Place REPLICA = new Place("b", true, "fresh enough");

  private static final double NANOS = 1e6;

  private final List<Operation> operations = new ArrayList<>();

  /** A write that made a version. */
  public Operation write(int session, String key, long version, double from, double to) {
    return add(
        session,
        Consistency.EVENTUAL,
        from,
        to,
        Outcome.KNOWN,
        Access.write(key, version),
        PRIMARY,
        null);
  }

  /** A read at eventual that takes a millisecond. */
  public Operation read(int session, String key, long version, double from, @Nullable Place place) {
    return read(Consistency.EVENTUAL, session, key, version, from, place);
  }

  /** A read that takes a millisecond. */
  public Operation read(
      Consistency level,
      int session,
      String key,
      long version,
      double from,
      @Nullable Place place) {
    return add(
        session, level, from, from + 1, Outcome.KNOWN, Access.read(key, version), place, null);
  }

  /** A read that fails. */
  public Operation failed(int session, double from, double to, String error) {
    return add(
        session, Consistency.EVENTUAL, from, to, Outcome.FAILED, Access.read("x", 0), null, error);
  }

  /** A write without an answer. */
  public Operation unanswered(int session, double from, String error) {
    return add(
        session,
        Consistency.EVENTUAL,
        from,
        Double.POSITIVE_INFINITY,
        Outcome.UNKNOWN,
        Access.write("x", 0),
        null,
        error);
  }

  private Operation add(
      int session,
      Consistency level,
      double from,
      double to,
      Outcome outcome,
      Access access,
      @Nullable Place place,
      @Nullable String error) {
    Operation operation =
        new Operation(
            operations.size() + 1L,
            session,
            Model.REGISTER,
            level,
            Math.round(from * NANOS),
            Math.round(to * NANOS),
            outcome,
            List.of(access),
            place,
            "token" + operations.size(),
            null,
            error);
    operations.add(operation);
    return operation;
  }

  /** All of it. */
  public History history() {
    return History.of(operations);
  }

  /** A run at these levels, with these faults. */
  static Run run(List<Consistency> levels, FaultSpan... faults) {
    return new Run(
        "jdbc:lagrange:postgresql://a,b/app?user=app",
        levels,
        SessionScope.CONNECTION,
        Duration.ofSeconds(1),
        2,
        List.of("register"),
        7,
        List.of(faults),
        Instant.parse("2026-11-25T12:00:00Z"),
        "PostgreSQL 15.18",
        "0.1.0");
  }
}
