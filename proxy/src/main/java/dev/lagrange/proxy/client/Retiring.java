package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Errand;
import dev.lagrange.proxy.backend.Expected;
import dev.lagrange.proxy.wire.Requests;
import org.jspecify.annotations.Nullable;

/** Ends what was begun on a connection that the client has left, and gives it back. */
final class Retiring extends Errand {

  private final Lender lender;

  Retiring(Lender lender, Backend backend) {
    super(backend);
    this.lender = lender;
  }

  void begin() {
    Backend backend = backend();
    backend.lend(this);
    backend.resume(); // it may have waited for the client to read
    backend.send(Requests.sync(backend.allocator()), Expected.SYNC);
    backend.flush();
  }

  @Override
  public void ready(char status) {
    lender.release(backend());
  }

  @Override
  public void lost(@Nullable Throwable why, boolean torn) {
    lender.release(backend());
  }
}
