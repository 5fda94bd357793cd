package dev.lagrange.control.session;

import dev.lagrange.control.LastRead;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where a session read last: the read that ended last. Thread-safe. */
public final class ReadTrail {

  private final AtomicReference<@Nullable LastRead> last = new AtomicReference<>();

  /** A trail that begins. */
  public ReadTrail() {}

  /** The last read; null before the first. */
  public @Nullable LastRead last() {
    return last.get();
  }

  /** Notes a read. */
  public void readFrom(LastRead read) {
    last.accumulateAndGet(read, LastRead::later);
  }
}
