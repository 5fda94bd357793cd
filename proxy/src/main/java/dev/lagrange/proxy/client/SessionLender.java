package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.backend.Errand;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.error.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lender of session pooling: the connection to the primary stays the client's own until it
 * goes, with whatever of its session is there and nowhere else; if that is lost, the client is
 * told. Reads on replicas have theirs as ever.
 */
final class SessionLender extends Lender {

  /** Whose connections they are. */
  interface Client {
    /** The connection that answers it now, so that nothing else may be said to it; null if none. */
    @Nullable Backend served();

    /** The number of the process that it was told. */
    int processId();

    /** Whether it takes more for now; if not, {@link #resume} says when it does. */
    boolean isWritable();

    /**
     * Its own connection has said something unasked. Taken over.
     *
     * @param fatal whether it was the last
     */
    void hears(ByteBuf messages, boolean fatal);

    /** Its session is lost, since what was on a connection to this node and nowhere else is. */
    void loses(NodeId node);
  }

  /** Once so much came unasked for a client that is being answered, no more is read. */
  private static final int MOST_UNTOLD = 64;

  private final Client client;
  private final Deque<ByteBuf> untold = new ArrayDeque<>(0);
  private @Nullable Backend own;
  private int asked; // by which a search that was cancelled knows another one after it
  private boolean wrote; // there: a trigger may have left what nobody sees
  private boolean deposed; // its own leads to who rules no more
  private boolean leaving; // its own, on which an answer is awaited that is for nobody
  private Runnable onceLeft = () -> {};
  private @Nullable NodeId lost; // where the session was
  private boolean told;
  private boolean closed;

  SessionLender(Backends backends, EventLoop loop, BackendKey key, Client client) {
    super(backends, loop, key);
    this.client = client;
  }

  @Override
  CompletableFuture<Backend> acquire(NodeState node) {
    NodeId gone = lost;
    if (gone != null) {
      return CompletableFuture.failedFuture(stateIsLost(gone));
    }
    if (node.role() != Role.PRIMARY) {
      deposed = false;
      return super.acquire(node);
    }
    CompletableFuture<Backend> result = new CompletableFuture<>();
    if (leaving) {
      Runnable before = onceLeft;
      onceLeft =
          () -> {
            before.run();
            pass(acquire(node), result);
          };
      return result;
    }
    Backend mine = own;
    if (mine != null && fits(mine, node.id())) {
      mine.resume();
      mine.afterCancels(() -> result.complete(mine)); // which are for what ran before
    } else if (mine != null && holdsSession(mine)) {
      result.completeExceptionally(isBound(mine.node()));
    } else {
      if (mine != null) {
        letGo(mine);
      }
      acquireOwn(node, result);
    }
    deposed = false;
    return result;
  }

  private static void pass(CompletableFuture<Backend> from, CompletableFuture<Backend> to) {
    from.whenComplete(
        (backend, failure) -> {
          if (backend != null) {
            to.complete(backend);
          } else {
            to.completeExceptionally(BackendException.cause(failure));
          }
        });
  }

  private boolean fits(Backend mine, NodeId node) {
    return mine.isOpen() && !deposed && mine.node().equals(node);
  }

  /** Whether something of the session may be there and nowhere else. */
  private boolean holdsSession(Backend mine) {
    return mine.isDirty() || wrote;
  }

  @Override
  void sends(Backend to, Unit unit) {
    wrote |= isOwn(to) && unit.mayWrite();
  }

  private void acquireOwn(NodeState node, CompletableFuture<Backend> result) {
    int number = ++asked;
    super.acquire(node)
        .whenComplete(
            (backend, failure) -> {
              Backend mine = own;
              if (backend == null) {
                result.completeExceptionally(BackendException.cause(failure));
              } else if (mine == null) {
                owns(backend, result);
              } else if (fits(mine, node.id())) { // a search that was cancelled had asked for it
                super.release(backend);
                result.complete(mine);
              } else if (number != asked || holdsSession(mine)) {
                super.release(backend);
                result.completeExceptionally(isBound(mine.node()));
              } else {
                letGo(mine);
                owns(backend, result);
              }
            });
  }

  private void owns(Backend backend, CompletableFuture<Backend> result) {
    own = backend;
    wrote = false;
    result.complete(backend);
  }

  private static SQLException isBound(NodeId node) {
    return new SQLException(
        "The session is bound to "
            + node
            + ", which is not the primary any more, by what it has left there; open another"
            + " connection",
        SqlState.PRIMARY_CHANGED.code());
  }

  private static SQLException stateIsLost(NodeId node) {
    return new SQLException(
        "What the session had left on node " + node + " was lost; open another connection",
        SqlState.NODE_LOST.code());
  }

  @Override
  void leave(Backend backend) {
    leaving |= isOwn(backend);
    super.leave(backend);
  }

  @Override
  void release(Backend backend) {
    boolean left = leaving && isOwn(backend);
    give(backend);
    if (left) {
      leaving = false;
      Runnable then = onceLeft;
      onceLeft = () -> {};
      then.run();
    }
  }

  private void give(Backend backend) {
    if (!isOwn(backend)) {
      super.release(backend);
    } else if (closed) {
      letGo(backend);
    } else if (client.served() != backend) { // else a search that was cancelled gives it back
      rest(backend);
    }
    tell();
  }

  @Override
  void drop(Backend backend) {
    if (isOwn(backend) && holdsSession(backend) && !closed) {
      deposed = true;
      release(backend);
    } else {
      letGo(backend);
    }
  }

  @SuppressWarnings("ReferenceEquality") // another one is another one
  private boolean isOwn(Backend backend) {
    return backend == own;
  }

  private void rest(Backend backend) {
    if (!backend.isOpen()) {
      lost(backend);
      return;
    }
    backend.lend(new Resting(backend));
    backend.resume(); // it may have waited for the client to read
    if (!backend.isIdle()) {
      backend.close(); // whose answers are whose is not known
    } else if (!holdsSession(backend) && !backends.isLent(backend)) {
      letGo(backend); // its node has left
    }
  }

  /** Nobody else gets it: nobody knows what is left there. */
  private void letGo(Backend backend) {
    if (isOwn(backend)) {
      own = null;
    }
    super.drop(backend);
  }

  private void lost(Backend backend) {
    if (!isOwn(backend)) {
      return;
    }
    boolean held = holdsSession(backend);
    own = null;
    if (held) {
      lost = backend.node();
      tell();
    }
  }

  /** Tells the client what it has not been told, once it can be. */
  private void tell() {
    if (closed || client.served() != null) {
      return;
    }
    while (!untold.isEmpty()) {
      client.hears(untold.remove(), false);
    }
    NodeId gone = lost;
    if (gone != null && !told) {
      told = true;
      client.loses(gone);
    }
    resume();
  }

  @Override
  void resume() {
    Backend mine = own;
    if (mine != null && client.served() != mine && client.isWritable()) {
      mine.resume();
    }
  }

  @Override
  void close() {
    closed = true;
    untold.forEach(ByteBuf::release);
    untold.clear();
    Backend mine = own;
    if (mine != null && client.served() != mine) {
      letGo(mine);
    }
  }

  /** The client's own connection while it runs nothing there. */
  private final class Resting extends Errand {
    private boolean fatal;

    Resting(Backend backend) {
      super(backend);
    }

    @Override
    public int processId() {
      return client.processId();
    }

    @Override
    public boolean isWritable() {
      return client.isWritable() && untold.size() < MOST_UNTOLD;
    }

    @Override
    public void failed(String sqlState, boolean isFatal) {
      fatal = isFatal;
    }

    @Override
    public void reply(ByteBuf messages) {
      boolean isServed = client.served() != null;
      boolean matters = isOwn(backend()) && (!fatal || (holdsSession(backend()) && !isServed));
      if (closed || !matters) {
        messages.release();
      } else if (isServed) {
        untold.add(messages);
      } else {
        client.hears(messages, fatal);
      }
    }

    @Override
    public void nodeLeft() {
      if (isOwn(backend()) && !holdsSession(backend())) {
        letGo(backend());
      }
    }

    @Override
    public void ready(char status) {
      // nothing was asked
    }

    @Override
    public void lost(@Nullable Throwable why, boolean torn) {
      SessionLender.this.lost(backend());
    }
  }
}
