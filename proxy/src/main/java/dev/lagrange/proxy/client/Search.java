package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.AtHand;
import dev.lagrange.control.cluster.ReadPlan;
import dev.lagrange.control.cluster.StrongPath;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The unit of one client that waits for a connection, and the search for it. Confined to it. */
final class Search {

  /** Who is told how it ends. */
  interface Ending {
    /** The connection is lent to the unit, which waits until it has the session's state. */
    void found(Backend backend, Route route, Unit unit, boolean repeatable);

    /** The connection that the client has may serve the unit. */
    void stays(Backend backend, Unit unit);

    /** The unit cannot be served. */
    void failed(Unit unit, SQLException why);
  }

  private final Shared shared;
  private final AtHand known;
  private final Lender lender;
  private final EventLoop loop;
  private final Routing routing;
  private final ClientBinding binding;
  private final Ending ending;
  private @Nullable Unit waiting;
  private @Nullable Placement placement;
  private @Nullable ReadPlan plan;
  private boolean readying;

  Search(
      Shared shared,
      Lender lender,
      EventLoop loop,
      Routing routing,
      ClientBinding binding,
      Ending ending) {
    this.shared = shared;
    this.known = shared.samples().of(loop);
    this.lender = lender;
    this.loop = loop;
    this.routing = routing;
    this.binding = binding;
    this.ending = ending;
  }

  /**
   * What waits: for a connection, or for whatever else the session wants it to; null if nothing.
   */
  @Nullable Unit waiting() {
    return waiting;
  }

  /** A unit waits for something else than a connection. */
  void waits(Unit unit) {
    waiting = unit;
  }

  /** Whether the connection that was found for what waits is still given the session's state. */
  boolean isReadying() {
    return readying;
  }

  /**
   * What waits for a connection, or for a proof, is wanted no longer, and the caller's. Null if
   * nothing does: what waits for something else goes on.
   */
  @Nullable Unit cancel() {
    return placement == null ? null : giveUp();
  }

  /** Whether a unit still waits, which it does no longer. */
  @SuppressWarnings("ReferenceEquality") // another one with the same text is another one
  boolean takeBack(Unit unit) {
    boolean waits = waiting == unit;
    if (waits) {
      giveUp();
    }
    return waits;
  }

  /** A connection for a unit outside of a transaction. */
  void place(Unit unit, Level level) {
    Routing.Decision decision = routing.decide(unit, level);
    // where protocols are mixed the server waits for a Sync that would come too late
    boolean repeatable = decision.onReplica() && unit.closed() && !unit.mixesProtocols();
    Placement search =
        begin(
            unit,
            level,
            (backend, route) -> {
              readying = true;
              ending.found(backend, route, unit, repeatable);
            });
    if (!decision.onReplica()) {
      search.primary(
          decision.reason(),
          Gate.isStrong(level, unit),
          Gate.readElsewhere(shared.cluster(), binding.now(), level, unit));
      return;
    }
    ReadPlan begun = plan;
    if (begun != null) {
      search.read(begun);
      return;
    }
    search.readAfter(
        binding.renewed(level),
        binding::scopeIs,
        () -> {
          ReadPlan reads = new ReadPlan(shared.cluster(), level.consistency(), binding.now());
          plan = reads;
          return reads;
        });
  }

  /**
   * Whether the primary that the client is connected to may serve a unit: it may be the first
   * strong one there, or the first after a read elsewhere.
   */
  void prove(Backend on, Route route, Unit unit, Level level) {
    begin(
            unit,
            level,
            (same, where) -> {
              takeBack(unit);
              ending.stays(same, unit);
            })
        .stay(
            on,
            route,
            Gate.isStrong(level, unit),
            Gate.readElsewhere(shared.cluster(), binding.now(), level, unit));
  }

  private Placement begin(Unit unit, Level level, Placement.Found found) {
    Placement search =
        new Placement(
            shared,
            known,
            lender,
            loop,
            level,
            (backend, route) -> {
              placement = null;
              found.at(backend, route);
            },
            why -> ending.failed(unit, why));
    waiting = unit;
    placement = search;
    return search;
  }

  /** What the strong read that is under way has to cover; null if there is none. */
  StrongPath.@Nullable Index index() {
    return plan == null ? null : plan.index();
  }

  /** Whether the read that is under way was not confirmed, and may be tried again. */
  boolean asksAnew() {
    ReadPlan read = plan;
    if (read == null || read.isOverdue()) {
      return false;
    }
    read.askAnew();
    return true;
  }

  /** A node failed the read that is under way. */
  void exclude(NodeId node) {
    if (plan != null) {
      plan.exclude(node, Reason.RERUN);
    }
  }

  /** The unit has been answered. */
  void over() {
    plan = null;
  }

  /** Nobody waits any more. */
  void abandon() {
    Unit unit = giveUp();
    if (unit != null) {
      unit.release();
    }
  }

  /** Nobody waits any more; what waited is the caller's. Null if nothing did. */
  @Nullable Unit giveUp() {
    if (placement != null) {
      placement.cancel();
      placement = null;
    }
    Unit unit = waiting;
    waiting = null;
    readying = false;
    return unit;
  }
}
