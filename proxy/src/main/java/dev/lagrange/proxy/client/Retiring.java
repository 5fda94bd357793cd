package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.backend.Expected;
import dev.lagrange.proxy.backend.Owner;
import dev.lagrange.proxy.wire.Requests;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Ends what was begun on a connection that the client has left, and gives it back. */
final class Retiring implements Owner {

  private final Backends backends;
  private final EventLoop loop;
  private final Backend backend;

  Retiring(Backends backends, EventLoop loop, Backend backend) {
    this.backends = backends;
    this.loop = loop;
    this.backend = backend;
  }

  void begin() {
    backend.lend(this);
    backend.resume(); // it may have waited for the client to read
    backend.send(Requests.sync(backend.allocator()), Expected.SYNC);
    backend.flush();
  }

  @Override
  public void reply(ByteBuf messages) {
    messages.release();
  }

  @Override
  public void flushReplies() {
    // to nobody
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void completed(String tag) {
    // nothing was executed
  }

  @Override
  public int processId() {
    return 0;
  }

  @Override
  public void copies() {
    backend.close(); // which nobody asked for
  }

  @Override
  public void notPrepared(String name) {
    // the client has been told, or will be where it went
  }

  @Override
  public boolean hides(String sqlState) {
    return false;
  }

  @Override
  public void failed(String sqlState, boolean fatal) {
    // the same
  }

  @Override
  public void shown() {
    // to nobody
  }

  @Override
  public void ready(char status) {
    backends.release(loop, backend);
  }

  @Override
  public void lost(@Nullable Throwable why, boolean torn) {
    // its pool knows
  }
}
