package dev.lagrange.control.cluster;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.Link;
import dev.lagrange.control.Observation;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.Floors;
import dev.lagrange.control.session.Samples;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one read may be served: its floor, a node that covers it, and whether a connection there is
 * proved to. Whoever has the connections asks in turn for a node ({@link #choose}) and, once
 * connected, whether that one will do ({@link #accepts}). Confined to one execution.
 */
public final class ReadPlan {

  private final Cluster cluster;
  private final Consistency consistency;
  private final SessionBinding binding;
  private final long begunAt;
  private List<NodeId> excluded = List.of();
  private long arrivedAt;
  private StrongPath.@Nullable Index index;
  private boolean standsIn;
  private boolean askedAnew;
  private @Nullable Floor floor;
  private @Nullable LastRead last;
  private @Nullable Reason handicap;

  /** Of a read that arrives now. Does not block. */
  public ReadPlan(Cluster cluster, Consistency consistency, SessionBinding binding) {
    this.cluster = cluster;
    this.consistency = consistency;
    this.binding = binding;
    this.begunAt = cluster.ticker().read();
    this.arrivedAt = begunAt;
  }

  private Floor floor(Floors floors) throws SQLException {
    Floor known = floor;
    if (known != null) {
      return known;
    }
    Floor asked = isStrong() ? strongFloor(floors) : sessionFloor(floors);
    standsIn = asked.reason() == Reason.STAND_IN;
    last = isMonotoneByItself() ? null : binding.trail().last();
    Floor made =
        consistency.level() == ConsistencyLevel.WEAK ? asked : asked.join(binding.carried());
    floor = made;
    return made;
  }

  private boolean isStrong() {
    return consistency.level() == ConsistencyLevel.STRONG;
  }

  private Floor sessionFloor(Floors floors) throws SQLException {
    return floors.of(consistency, binding.scope(), binding.session(), arrivedAt);
  }

  /** What was acknowledged to anybody, and what was to this session without being strong. */
  private Floor strongFloor(Floors floors) throws SQLException {
    StrongPath.Index sampled = cluster.strongPath().indexAfter(arrivedAt);
    index = sampled;
    Position own = floors.ofSession(binding.session(), arrivedAt);
    return new Floor(sampled.position(), Reason.ACKNOWLEDGED).join(own);
  }

  /**
   * Whether what was read over a connection is as good as acknowledged, so that no later strong
   * read misses it; else it is not to be shown to anybody. Blocks as {@link StrongPath#confirms}.
   */
  public boolean isConfirmed(Link link, Role role) throws SQLException {
    StrongPath.Index sampled = index;
    return sampled == null
        || role == Role.PRIMARY
        || cluster.strongPath().confirms(sampled, link, cluster.ticker().read());
  }

  /** Whether a strong read has been tried for as long as one may wait. */
  public boolean isOverdue() {
    return cluster.ticker().read() - begunAt >= cluster.strongPath().limit().toNanos();
  }

  /** What was asked for when the read arrived, if it is strong and was asked for; else null. */
  public StrongPath.@Nullable Index index() {
    return index;
  }

  /** A floor sampled after the read arrived covers whatever any replica has shown before it. */
  private boolean isMonotoneByItself() {
    return switch (consistency.level()) {
      case WEAK -> true;
      case BOUNDED -> false;
      case EVENTUAL -> binding.scope() == SessionScope.CLUSTER && !standsIn;
      case STRONG -> cluster.strongPath().mode() == StrongReads.INDEX;
    };
  }

  /** A node failed the read: it is not asked again. */
  public void exclude(NodeId node, Reason why) {
    if (excluded.isEmpty()) {
      excluded = new ArrayList<>(2);
    }
    excluded.add(node);
    handicap = why;
  }

  /** The next node to try. Blocks as {@link ReadRouter#choose} and {@link Floors#of}. */
  public ReadRouter.Choice choose() throws SQLException {
    Floor wanted = floor(cluster.floors());
    NodeId sticky = last == null ? null : last.node();
    try {
      return cluster.router().choose(consistency, wanted, sticky, excluded);
    } catch (ReplicaLagException e) {
      if (askedAnew || cluster.monitor().view().primary() != null) {
        throw e;
      }
      askAnew();
      return choose();
    }
  }

  /**
   * The next node to try, if a replica is fresh enough as things stand; else null. Does not block:
   * {@link Samples.NotYet} is thrown before anything is decided, and it may be asked again.
   */
  public ReadRouter.@Nullable Choice chooseNow(AtHand known) throws SQLException {
    if (isStrong()) {
      return null;
    }
    Floor wanted = floor(known.floors());
    NodeId sticky = last == null ? null : last.node();
    return cluster.router().freshNow(consistency, wanted, sticky, excluded);
  }

  /** Without the primary that was asked, the floor may be one that nobody reaches any more. */
  public void askAnew() {
    askedAnew = true;
    arrivedAt = cluster.ticker().read();
    floor = null;
  }

  /** Whether the read may be served over a connection to the node chosen, and if so as what. */
  public enum Verdict {
    /** It may. */
    SERVES,
    /** It may not; the next choice may be another, or the same. */
    NOT_THIS,
    /** It may not, and leads to who rules no more, or to an earlier run of the server. */
    BROKEN
  }

  /** Judges a connection. Blocks for some round trips, where samples or proofs are needed. */
  public Verdict accepts(ReadRouter.Choice choice, Link link) throws SQLException {
    if (choice.node().role() == Role.PRIMARY) {
      boolean certified = consistency.level() == ConsistencyLevel.WEAK || shownThere(link);
      if (!certified) {
        askAnew();
      }
      return certified ? Verdict.SERVES : Verdict.BROKEN;
    }
    return onReplica(choice, link, cluster.floors(), cluster.samples());
  }

  /**
   * The same as far as it can be judged without waiting for a proof of the primary; else null. Does
   * not block, as {@link #chooseNow}.
   */
  public @Nullable Verdict acceptsNow(ReadRouter.Choice choice, Link link, AtHand known)
      throws SQLException {
    if (choice.node().role() == Role.PRIMARY) {
      return consistency.level() == ConsistencyLevel.WEAK ? Verdict.SERVES : null;
    }
    return onReplica(choice, link, known.floors(), known.samples());
  }

  private Verdict onReplica(ReadRouter.Choice choice, Link link, Floors floors, Samples samples)
      throws SQLException {
    boolean serves =
        choice.reason() == Reason.STALE_ALLOWED || mayServe(link, choice.node(), floors, samples);
    return serves ? Verdict.SERVES : Verdict.NOT_THIS;
  }

  private boolean mayServe(Link link, NodeState node, Floors floors, Samples samples)
      throws SQLException {
    return isMonotoneOn(link, floors) && isProved(link, node, samples);
  }

  /** Why it is served there: as chosen, unless a node has failed before. */
  public Reason reason(ReadRouter.Choice choice) {
    Reason before = handicap;
    boolean tells = choice.node().role() == Role.PRIMARY ? before != null : before == Reason.RERUN;
    return tells && before != null ? before : choice.reason();
  }

  private boolean shownThere(Link link) throws SQLException {
    PrimaryProof certificate = cluster.proofs().certificate();
    if (isMonotoneByItself() || isStrong()) {
      return certificate.holdsWhileThereIsOne(link, arrivedAt);
    }
    LastRead before = binding.trail().last();
    return before == null
        || before.isFrom(link)
        || certificate.holdsWhileThereIsOne(link, before.endedAt());
  }

  /** Raises the floor to what the last read may have shown, unless this connection shows it too. */
  private boolean isMonotoneOn(Link link, Floors floors) throws SQLException {
    LastRead before = last;
    if (before == null || before.isContinuedOn(link)) {
      return true;
    }
    Floor wanted = floor(floors);
    Position bound = floors.boundOf(before);
    Floor raised = bound != null ? wanted.join(bound) : floors.standInFor(wanted);
    if (raised == null) {
      exclude(link.node(), Reason.UNPROVEN);
      return false;
    }
    last = null;
    floor = raised;
    return false;
  }

  /** Whether this connection's own server is known to cover the floor. */
  private boolean isProved(Link link, NodeState node, Samples samples) throws SQLException {
    Position position = floor == null ? null : floor.position();
    if (position == null) {
      return true;
    }
    ServerRun run = link.stamp().run();
    long openedAt = link.openedAt();
    if (run != null && run.equals(node.run()) && node.probedAt() - openedAt > 0) {
      return true;
    }
    if (run != null) {
      Observation since = samples.nodeAfter(node.id(), openedAt);
      if (since != null && run.equals(since.stamp().run()) && covers(since, position)) {
        return true;
      }
    }
    exclude(node.id(), Reason.UNPROVEN);
    return false;
  }

  private boolean covers(Observation node, Position position) {
    Position shown = node.reading().position();
    return shown != null
        && position.coveredBy(shown, cluster.monitor().view().history()) == Coverage.COVERED;
  }
}
