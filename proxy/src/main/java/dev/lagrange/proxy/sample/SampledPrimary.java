package dev.lagrange.proxy.sample;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.Observation;
import dev.lagrange.control.Reading;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.postgresql.PostgresPrimary;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a primary that is asked over one connection. Questions are coalesced: one at most is
 * under way, and all who asked before it was sent share its answer. Confined to the event loop of
 * the connection.
 */
final class SampledPrimary {

  private static final StatementText SETTINGS = StatementText.of(PostgresPrimary.SETTINGS);
  private static final StatementText QUESTION = StatementText.of(PostgresPrimary.QUESTION);

  private final ClusterMonitor monitor;
  private final Ticker ticker;
  private final Backend backend;
  private final Question question;
  private final Consumer<SampledPrimary> onEnd;
  private final PostgresPrimary primary;
  private final Reading before;
  private @Nullable Observation latest;
  private List<CompletableFuture<Observation>> waiting = new ArrayList<>();
  private List<CompletableFuture<Observation>> served = List.of();
  private boolean underWay;
  private boolean ended;
  private long requestedAt;

  private SampledPrimary(
      ClusterMonitor monitor,
      Ticker ticker,
      Backend backend,
      Question question,
      PostgresPrimary primary,
      Reading before,
      Consumer<SampledPrimary> onEnd) {
    this.monitor = monitor;
    this.ticker = ticker;
    this.backend = backend;
    this.question = question;
    this.primary = primary;
    this.before = before;
    this.onEnd = onEnd;
  }

  /**
   * Learns what is needed to ask a server so.
   *
   * @param backend a connection that nobody else uses
   * @param then is given what asks it; null if it cannot be asked so
   */
  static void learn(
      ClusterMonitor monitor,
      Ticker ticker,
      Backend backend,
      Consumer<SampledPrimary> onEnd,
      Consumer<@Nullable SampledPrimary> then) {
    Observation full = monitor.latest(backend.node());
    ServerRun run = backend.stamp().run();
    if (full == null
        || run == null
        || !run.equals(full.stamp().run())
        || full.reading().role() != Role.PRIMARY) {
      then.accept(null);
      return;
    }
    Question question = new Question(backend);
    question.ask(
        SETTINGS,
        row -> {
          PostgresPrimary primary = row == null ? null : reader(row);
          then.accept(
              primary == null
                  ? null
                  : new SampledPrimary(
                      monitor, ticker, backend, question, primary, full.reading(), onEnd));
        });
  }

  /** What makes no sense is no answer, and must not hold those up who wait. */
  private static @Nullable PostgresPrimary reader(List<@Nullable String> settings) {
    try {
      return new PostgresPrimary(settings);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Whether it has ever told what it was asked. */
  boolean hasAnswered() {
    return latest != null;
  }

  /** How much longer its answer may take, in nanoseconds; 0 or less if it is overdue. */
  long left(Duration limit) {
    return requestedAt + limit.toNanos() - ticker.read();
  }

  /** Whether it is what is known as the primary now, and can be asked. */
  boolean isOf(NodeState node) {
    return !ended
        && backend.isOpen()
        && backend.node().equals(node.id())
        && node.run() != null
        && node.run().equals(backend.stamp().run());
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** As {@link dev.lagrange.control.PositionSource#sampleAfter}. */
  CompletableFuture<Observation> sampleAfter(long time) {
    Observation known = latest;
    if (known != null && known.requestedAt() - time > 0) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Observation> answer = new CompletableFuture<>();
    waiting.add(answer);
    if (!underWay) {
      ask();
    }
    return answer;
  }

  private void ask() {
    underWay = true;
    served = waiting;
    waiting = new ArrayList<>();
    requestedAt = ticker.read();
    question.ask(QUESTION, this::answered);
  }

  private void answered(@Nullable List<@Nullable String> row) {
    underWay = false;
    Observation seen = row == null || ended ? null : observation(row);
    if (seen == null || !monitor.learns(seen)) {
      close();
      return;
    }
    latest = seen;
    List<CompletableFuture<Observation>> all = served;
    served = List.of();
    all.forEach(answer -> answer.complete(seen));
    if (!waiting.isEmpty() && !underWay) {
      ask();
    }
  }

  private @Nullable Observation observation(List<@Nullable String> row) {
    Reading reading;
    try {
      reading = primary.reading(before, row, requestedAt);
    } catch (RuntimeException e) {
      return null; // as above
    }
    if (reading == null) {
      return null;
    }
    long took = ticker.read() - requestedAt;
    return new Observation(
        backend.node(), backend.stamp(), backend.openedAt(), requestedAt, took, reading);
  }

  /** Asks no more; whoever waits is answered by what the monitor learns. */
  void close() {
    if (ended) {
      return;
    }
    ended = true;
    backend.close();
    onEnd.accept(this);
    List<CompletableFuture<Observation>> all = new ArrayList<>(served);
    all.addAll(waiting);
    served = List.of();
    waiting = new ArrayList<>();
    if (!all.isEmpty()) {
      monitor
          .sampleAfter(ticker.read())
          .whenComplete(
              (sample, failure) ->
                  all.forEach(
                      answer -> {
                        if (failure != null) {
                          answer.completeExceptionally(failure);
                        } else {
                          answer.complete(sample);
                        }
                      }));
    }
  }
}
