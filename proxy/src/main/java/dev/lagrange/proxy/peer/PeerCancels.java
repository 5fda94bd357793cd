package dev.lagrange.proxy.peer;

import dev.lagrange.control.EverySecond;
import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.backend.Connector;
import dev.lagrange.proxy.backend.HostNames;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.wire.CancelKey;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests to cancel on to the instance that gave their key. What was passed on once is
 * marked, and never passed on again, whatever the instances believe of each other. Thread-safe;
 * never blocks.
 */
public final class PeerCancels implements AutoCloseable {

  private final Peers peers;
  private final Map<Integer, Peer> others = new TreeMap<>();
  private final @Nullable EverySecond names;

  /**
   * To the others of some instances. Blocks while their names are looked up.
   *
   * @param encrypted whether it is done over TLS, or else not at all
   * @throws SQLException 22023 if there is no TLS to be had
   */
  public PeerCancels(
      Peers peers, Class<? extends Channel> channelType, boolean encrypted, Ticker ticker)
      throws SQLException {
    this.peers = peers;
    if (peers.others().isEmpty()) {
      this.names = null;
      return;
    }
    HostNames none = new HostNames(Runnable::run); // those of the peers are looked up here
    Connector connector = new Connector(channelType, Peer.LIMIT, ServerTls.ofPeers(), none);
    peers
        .others()
        .forEach(
            (number, address) ->
                others.put(number, new Peer(number, address, connector, encrypted, ticker)));
    lookUp();
    this.names = EverySecond.start("lagrange-proxy-peers", this::lookUp);
  }

  private void lookUp() {
    others.values().forEach(Peer::lookUp);
  }

  /** A process number of a client of this instance, drawn anew. */
  public int processNumber(RandomGenerator random) {
    return peers.processNumber(random);
  }

  /** Whether a request may be meant for another instance, and has not come from one. */
  public boolean isElsewhere(CancelKey key) {
    return peers.areThere() && !key.isPassedOn() && Peers.numberIn(key.pid()) != peers.own();
  }

  /**
   * Passes a request on, if its instance is known.
   *
   * @param then run on the event loop, once the other instance has answered, could not be reached,
   *     or did not answer in time
   */
  public void passOn(CancelKey key, EventLoop loop, Runnable then) {
    Peer peer = others.get(Peers.numberIn(key.pid()));
    if (peer == null) {
      then.run();
    } else {
      peer.cancel(key, loop, then);
    }
  }

  @Override
  public void close() {
    if (names != null) {
      names.close();
    }
  }
}
