package dev.lagrange.proxy.client.limit;

import dev.lagrange.control.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends clients away that do nothing for too long. Those of an event loop are looked at together
 * from time to time, so that whatever one does costs a note that it did. None is sent away before
 * its time, and none more than a quarter of that late, or two seconds. Thread-safe.
 */
public final class IdleClients {

  private static final long LONGEST_BETWEEN = TimeUnit.SECONDS.toNanos(1);
  private static final int LOOKS = 8; // within a limit, at least

  /** One client. On its event loop. */
  public interface Client {

    /** What it does now. */
    Pause pause();

    /**
     * It has done nothing for too long.
     *
     * @param limit how long it was allowed to
     */
    void isOver(Pause pause, Duration limit);
  }

  private final ClientLimits limits;
  private final Ticker ticker;
  private final long between; // two looks, in nanoseconds
  private final Map<EventLoop, Round> rounds = new ConcurrentHashMap<>();

  /** None yet. */
  public IdleClients(ClientLimits limits, Ticker ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.between = between(limits);
  }

  /**
   * Looks after one from now on. On its event loop.
   *
   * @return what is to be told of it; null if there is no limit
   */
  public @Nullable Watched watch(EventLoop loop, Client client) {
    if (limits.idle() == null && limits.idleInTransaction() == null) {
      return null;
    }
    return rounds.computeIfAbsent(loop, Round::new).add(client);
  }

  private @Nullable Duration limit(Pause pause) {
    return switch (pause) {
      case NONE -> null;
      case IDLE -> limits.idle();
      case IN_TRANSACTION -> limits.idleInTransaction();
    };
  }

  private static long between(ClientLimits limits) {
    return Stream.of(limits.idle(), limits.idleInTransaction())
        .flatMap(Stream::ofNullable)
        .mapToLong(limit -> Math.max(1, limit.toNanos() / LOOKS))
        .reduce(LONGEST_BETWEEN, Math::min);
  }

  /** A client that is looked after. Confined to its event loop. */
  public final class Watched {

    private final Client client;
    private final Round round;
    private boolean acted = true;
    private Pause before = Pause.NONE;
    private long since; // of that

    private Watched(Client client, Round round) {
      this.client = client;
      this.round = round;
    }

    /** It has sent something. */
    public void acts() {
      acted = true;
    }

    /** It is gone. */
    public void leaves() {
      round.clients.remove(this);
    }

    private boolean isOver(long now) {
      Pause pause = client.pause();
      if (acted || pause != before) {
        acted = false;
        before = pause;
        since = now;
        return false;
      }
      Duration limit = limit(pause);
      return limit != null && now - since >= limit.toNanos();
    }

    private void end() {
      Duration limit = limit(before);
      if (limit != null) {
        client.isOver(before, limit);
      }
    }
  }

  /** Those of one event loop. */
  private final class Round {

    private final EventLoop loop;
    private final Set<Watched> clients = new HashSet<>();
    private boolean isDue;

    private Round(EventLoop loop) {
      this.loop = loop;
    }

    private Watched add(Client client) {
      Watched added = new Watched(client, this);
      clients.add(added);
      comeAgain();
      return added;
    }

    private void comeAgain() {
      if (!isDue && !clients.isEmpty()) {
        isDue = true;
        loop.schedule(this::look, between, TimeUnit.NANOSECONDS);
      }
    }

    private void look() {
      isDue = false;
      try {
        long now = ticker.read();
        List<Watched> over = new ArrayList<>(0);
        for (Watched one : clients) {
          if (one.isOver(now)) {
            over.add(one);
          }
        }
        for (Watched one : over) {
          clients.remove(one);
          one.end();
        }
      } finally {
        comeAgain();
      }
    }
  }
}
