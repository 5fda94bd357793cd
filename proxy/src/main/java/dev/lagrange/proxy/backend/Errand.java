package dev.lagrange.proxy.backend;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Something of the proxy's own that a server is to do: no client sees what it answers. */
public abstract class Errand implements Owner {

  private final Backend backend;

  /** On a connection that nobody else uses meanwhile. */
  protected Errand(Backend backend) {
    this.backend = backend;
  }

  /** The connection. */
  protected final Backend backend() {
    return backend;
  }

  @Override
  public void reply(ByteBuf messages) {
    messages.release();
  }

  @Override
  public final void flushReplies() {
    // to nobody
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public final void completed(String tag) {
    // Z follows
  }

  @Override
  public int processId() {
    return 0;
  }

  @Override
  public final void copies() {
    backend.close(); // which nobody asked for
  }

  @Override
  public final void unnamedFailed() {
    // as with the others
  }

  @Override
  public final void skipped(int since) {
    // whoever gave it has been told, or will be where it went
  }

  @Override
  public final boolean hides(String sqlState) {
    return false;
  }

  @Override
  public final void shown() {
    // to nobody
  }

  @Override
  public void failed(String sqlState, boolean fatal) {
    // Z follows, or the end
  }

  @Override
  public void lost(@Nullable Throwable why, boolean torn) {
    // its pool knows
  }
}
