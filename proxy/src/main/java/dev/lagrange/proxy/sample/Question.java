package dev.lagrange.proxy.sample;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Errand;
import dev.lagrange.proxy.backend.Expected;
import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.proxy.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for one row of texts at a time, over a connection of its own. Confined to the event
 * loop of that.
 */
final class Question extends Errand {

  /** In bytes; a position, and what else is asked, is far shorter. */
  private static final int LONGEST_ANSWER = 64 << 10;

  private static final Frontend.Bind BIND = new Frontend.Bind("", "s");

  private @Nullable Consumer<@Nullable List<@Nullable String>> waiting;
  private @Nullable ByteBuf answer;
  private boolean failed;

  /** Over a connection that nobody else uses. */
  Question(Backend backend) {
    super(backend);
    backend.lend(this);
  }

  /**
   * Asks; nothing else may be under way. It is prepared when it is asked for the first time.
   *
   * @param then is given the row; null if there is none
   */
  void ask(StatementText sql, Consumer<@Nullable List<@Nullable String>> then) {
    waiting = then;
    failed = false;
    Backend backend = backend();
    try {
      backend.bind(Requests.bind(backend.allocator(), BIND), BIND, sql);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e); // it was made here
    }
    backend.send(Requests.execute(backend.allocator()), Expected.EXECUTE);
    backend.send(Requests.sync(backend.allocator()), Expected.SYNC);
    backend.flush();
  }

  @Override
  public void reply(ByteBuf messages) {
    ByteBuf before = answer;
    int known = before == null ? 0 : before.readableBytes();
    if (known + messages.readableBytes() > LONGEST_ANSWER) {
      messages.release();
      failed = true;
      backend().close();
      return;
    }
    if (before == null) {
      answer = messages;
      return;
    }
    ByteBuf joined = backend().allocator().buffer();
    joined.writeBytes(before).writeBytes(messages);
    before.release();
    messages.release();
    answer = joined;
  }

  @Override
  public void ready(char status) {
    ByteBuf all = answer;
    answer = null;
    List<@Nullable String> row = all == null || failed ? null : row(all);
    if (all != null) {
      all.release();
    }
    answered(row);
  }

  private static @Nullable List<@Nullable String> row(ByteBuf in) {
    int at = in.readerIndex();
    while (in.writerIndex() - at >= Wire.HEADER) {
      if (in.getByte(at) == 'D') {
        return Wire.row(in, at + Wire.HEADER);
      }
      at += 1 + in.getInt(at + 1);
    }
    return null;
  }

  private void answered(@Nullable List<@Nullable String> row) {
    Consumer<@Nullable List<@Nullable String>> then = waiting;
    waiting = null;
    if (then != null) {
      then.accept(row);
    }
  }

  @Override
  public void failed(String sqlState, boolean fatal) {
    failed = true;
  }

  @Override
  public void lost(@Nullable Throwable why, boolean torn) {
    ByteBuf part = answer;
    answer = null;
    if (part != null) {
      part.release();
    }
    answered(null);
  }
}
