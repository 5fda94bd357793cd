package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.routing.cluster.NodeState;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * Where the units of one client have their connections from, and where those go back: each from the
 * pool of its node, and for one unit or transaction. Confined to the event loop of the client.
 */
class Lender {

  final Backends backends;
  final EventLoop loop;
  private final BackendKey key;

  Lender(Backends backends, EventLoop loop, BackendKey key) {
    this.backends = backends;
    this.loop = loop;
    this.key = key;
  }

  /**
   * A connection to a node. Completes on the event loop, with a {@link BackendException} if none is
   * to be had, and with an {@link SQLException} if the session cannot go on there.
   */
  CompletableFuture<Backend> acquire(NodeState node) {
    return backends.acquire(loop, node.id(), key);
  }

  /** A unit is about to be sent. */
  void sends(Backend to, Unit unit) {
    // what it leaves behind goes with its connection
  }

  /** Gives a connection back: it is as it was, or it is the client's own. */
  void release(Backend backend) {
    backends.release(backend);
  }

  /** Gives back a connection that leads to who rules no more. */
  void drop(Backend backend) {
    backend.changed();
    backends.release(backend);
  }

  /** Ends what was begun on a connection of which nobody wants an answer, and takes it back. */
  void leave(Backend backend) {
    new Retiring(this, backend).begin();
  }

  /** The client takes more again. */
  void resume() {
    // nothing comes unasked
  }

  /** The client is gone. What answers it now it gives back itself. */
  void close() {
    // there is nothing else
  }
}
