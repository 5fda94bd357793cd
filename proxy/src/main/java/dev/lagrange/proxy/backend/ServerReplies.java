package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers: cut into messages, held against what is expected, and passed on to the
 * owner in runs as long as possible, rows without looking into them.
 */
final class ServerReplies extends ChannelInboundHandlerAdapter {

  /** A message that is looked at has to fit into memory; rows need not. */
  private static final int LONGEST_LOOKED_AT = 64 << 20;

  private static final String SYNTAX_ERROR = "42601";

  private final Deque<Expected> expected = new ArrayDeque<>();
  private final Held held = new Held();
  private int pid;
  private Map<String, String> parameters = new HashMap<>();
  private @Nullable PreparedStatements prepared;
  private @Nullable Owner owner;
  private @Nullable ByteBuf rest;
  private long passing;
  private boolean passingDropped;
  private boolean hiding;
  private boolean astray; // whose answers are whose is not known any more
  private char status = 'I';
  private int passedOver; // Syncs sent before rows that the server reads, who swallows them
  private boolean doubtful; // it has failed, perhaps before it came to them
  private boolean probed;
  private boolean refusedHidden;
  private Consumer<Boolean> onHidden = done -> {};
  private boolean asking;
  private @Nullable List<@Nullable String> answer;
  private @Nullable Throwable why;
  private Runnable onLost = () -> {};

  void use(int process, Map<String, String> reported, PreparedStatements statements) {
    pid = process;
    parameters = reported;
    prepared = statements;
  }

  void onLost(Runnable action) {
    onLost = action;
  }

  void owner(@Nullable Owner now) {
    owner = now;
    held.drop();
    hiding = false;
  }

  void nodeLeft() {
    if (owner != null) {
      owner.nodeLeft();
    }
  }

  void hold() {
    held.begin();
  }

  boolean owesNothing() {
    forgetCopyEnds();
    return expected.isEmpty();
  }

  boolean owesReady() {
    for (Expected next : expected) {
      switch (next.kind) {
        case QUERY, FUNCTION, SYNC -> {
          return true;
        }
        default -> {
          // answered without
        }
      }
    }
    return false;
  }

  /** Whether the transaction has failed, when the server was ready last. */
  boolean isTransactionFailed() {
    return status == 'E';
  }

  boolean isWithinMessage() {
    return passing > 0 && !passingDropped;
  }

  boolean isIdle() {
    return expected.isEmpty() && passing == 0 && rest == null;
  }

  /** A query of the proxy's own is sent: who is told whether it worked. */
  void expectHidden(Consumer<Boolean> then) {
    refusedHidden = false;
    onHidden = then;
    expected.add(Expected.HIDDEN_QUERY);
  }

  /** The same of one that asks: who is told the values of its row; null if there is none. */
  void expectAnswer(Consumer<@Nullable List<@Nullable String>> then) {
    asking = true;
    answer = null;
    expectHidden(
        done -> {
          asking = false;
          then.accept(done ? answer : null);
        });
  }

  void expect(Expected next) {
    expected.add(next);
    sayOwn();
  }

  /** What the proxy says itself, as far as it is its turn. */
  private void sayOwn() {
    forgetCopyEnds();
    Expected head = expected.peek();
    while (head != null && head.isOwn()) {
      expected.remove();
      ByteBuf reply = head.own;
      if (owner == null || hiding || reply == null) {
        head.release();
      } else if (held.isOn()) {
        held.add(reply);
      } else {
        owner.reply(reply);
      }
      forgetCopyEnds();
      head = expected.peek();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    ByteBuf before = rest;
    if (before != null) {
      rest = null;
      ByteBuf joined = context.alloc().buffer(before.readableBytes() + in.readableBytes());
      joined.writeBytes(before).writeBytes(in);
      before.release();
      in.release();
      in = joined;
    }
    try {
      read(context, in);
    } finally {
      in.release();
    }
  }

  private void read(ChannelHandlerContext context, ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex();
    int start = at;
    while (at < end) {
      if (passing > 0) {
        int some = (int) Math.min(passing, end - at);
        passing -= some;
        at += some;
        if (passingDropped) {
          start = at;
        }
        continue;
      }
      if (end - at < Wire.HEADER) {
        break;
      }
      byte type = in.getByte(at);
      long total = in.getInt(at + 1) + 1L;
      if (total < Wire.HEADER) {
        context.close();
        return;
      }
      if (isRow(type) && held.isOn() && owner != null && !isHidden()) {
        held.release(owner); // and with it what was read since
        owner.shown();
      }
      if (isRow(type) && !held.isOn() && !(asking && isHidden())) {
        passingDropped = owner == null || hiding || isHidden();
        if (passingDropped) {
          deliver(in, start, at);
          start = at;
        }
        passing = total;
        continue;
      }
      if (end - at < total) {
        if (total > LONGEST_LOOKED_AT) {
          context.close();
          return;
        }
        break;
      }
      int size = (int) total;
      Expected before = expected.peek();
      boolean own = isHidden() && before != Expected.PROBE;
      if (!isForOwner(type, in, at, size)) {
        deliver(in, start, at);
        start = at + size;
      }
      at += size;
      if (type == 'Z' || startsOwn() || astray) {
        deliver(in, start, at);
        start = at;
        if (astray) {
          context.close();
          return;
        }
        boolean probing = expected.peek() == Expected.PROBE;
        status = type == 'Z' ? (char) in.getByte(at - 1) : status;
        if (type == 'Z' && !probing) {
          ready(own);
        } else if (probing && before != Expected.PROBE) {
          context.writeAndFlush(Requests.query(context.alloc(), ""));
        }
        sayOwn();
      }
    }
    deliver(in, start, at);
    if (at < end) {
      rest = in.retainedSlice(at, end - at);
    }
  }

  private static boolean isRow(byte type) {
    return type == 'D' || type == 'd';
  }

  private boolean startsOwn() {
    forgetCopyEnds();
    Expected head = expected.peek();
    return head != null && head.isOwn();
  }

  private boolean isHidden() {
    Expected head = expected.peek();
    return head != null && head.hidden;
  }

  /** Passes on what was read up to here, as far as it may be shown already. */
  private void deliver(ByteBuf in, int from, int to) {
    if (to == from || owner == null || hiding) {
      return;
    }
    ByteBuf messages = in.retainedSlice(from, to - from);
    if (held.isOn()) {
      held.add(messages);
    } else {
      owner.reply(messages);
    }
  }

  /** Learns from a message, and says whether the owner is to have it, be it now or later. */
  private boolean isForOwner(byte type, ByteBuf in, int at, int size) {
    if (type == 'S') {
      report(in, at);
    }
    boolean hidden = isHidden();
    boolean forOwner = advance(type, in, at, size, hidden);
    if (owner == null || hiding || !forOwner) {
      return false;
    }
    if (held.isOn()) {
      if (Held.isPreliminary(type)) {
        return true;
      }
      if (type == 'E' && owner.hides(sqlState(in, at, size))) {
        held.drop(); // and with it what was read since
        hiding = true;
        return false;
      }
      held.release(owner);
      owner.shown();
    }
    if (type == 'E') {
      boolean fatal = !Wire.field(in, at + Wire.HEADER, at + size, 'V').equals("ERROR");
      owner.failed(sqlState(in, at, size), fatal);
    }
    return type != 'Z' || hidden || !owner.saysReady();
  }

  private static String sqlState(ByteBuf in, int at, int size) {
    return Wire.field(in, at + Wire.HEADER, at + size, 'C');
  }

  private void report(ByteBuf in, int at) {
    int name = at + Wire.HEADER;
    int zero = in.indexOf(name, in.writerIndex(), (byte) 0);
    int end = in.indexOf(zero + 1, in.writerIndex(), (byte) 0);
    parameters.put(
        in.toString(name, zero - name, StandardCharsets.UTF_8),
        in.toString(zero + 1, end - zero - 1, StandardCharsets.UTF_8));
  }

  /**
   * Takes what was expected off the list, as far as a message fulfils it. False if the proxy asked.
   */
  private boolean advance(byte type, ByteBuf in, int at, int size, boolean hidden) {
    forgetCopyEnds();
    Expected head = expected.peek();
    Expected.Kind kind = head == null ? null : head.kind;
    switch (type) {
      case '1' -> pop(kind, Expected.Kind.PARSE);
      case '2' -> pop(kind, Expected.Kind.BIND);
      case '3' -> pop(kind, Expected.Kind.CLOSE);
      case 'T', 'n' -> pop(kind, Expected.Kind.DESCRIBE);
      case 'I', 's' -> {
        probed |= head == Expected.PROBE;
        pop(kind, Expected.Kind.EXECUTE);
      }
      case 'C' -> {
        pop(kind, Expected.Kind.EXECUTE);
        passedOver = 0;
        if (owner != null && !hidden && !hiding) {
          owner.completed(in.toString(at + 5, size - 6, StandardCharsets.UTF_8));
        }
      }
      case 'E' -> {
        boolean hiddenQuery = hidden && kind == Expected.Kind.QUERY;
        refusedHidden |= hiddenQuery;
        boolean meant = head == Expected.FAILURE && sqlState(in, at, size).equals(SYNTAX_ERROR);
        doubtful = passedOver > 0;
        skipToSync();
        return !hiddenQuery && !meant;
      }
      case 'D' -> answer = asking && hidden ? Wire.row(in, at + Wire.HEADER) : answer;
      case 'G', 'W' -> copies(kind);
      case 'A' -> {
        if (owner != null && in.getInt(at + Wire.HEADER) == pid) {
          in.setInt(at + Wire.HEADER, owner.processId()); // the client's own, as it knows itself
        }
      }
      case 'Z' -> {
        return isReady(head, hidden);
      }
      default -> {
        // what belongs to the head, or comes by itself
      }
    }
    return !hidden;
  }

  /**
   * The server is ready. If a COPY has failed nobody knows whether it was before the server has
   * swallowed the Syncs ahead of the rows, and so whether it is ready for one of these or for the
   * one behind: the answer to an empty query is what comes after both.
   */
  private boolean isReady(@Nullable Expected head, boolean hidden) {
    if (head == Expected.PROBE && !probed) {
      return true; // it was before
    }
    boolean doubted = doubtful;
    astray |= head == null && !(doubted && passedOver == 1);
    expected.poll();
    probed = false;
    doubtful = false;
    passedOver = 0;
    if (doubted && head != null) {
      expected.addFirst(Expected.PROBE);
    }
    return !hidden;
  }

  private void pop(Expected.@Nullable Kind head, Expected.Kind wanted) {
    if (head == wanted) {
      expected.remove();
    }
  }

  /** Syncs that were sent already are swallowed by the server once it reads rows. */
  private void copies(Expected.@Nullable Kind head) {
    boolean ended = false;
    Expected first = expected.poll();
    if (first != null) {
      while (head == Expected.Kind.EXECUTE && expected.peek() == Expected.SYNC) {
        expected.remove();
        passedOver++;
      }
      Expected next = expected.peek();
      astray |= head == Expected.Kind.EXECUTE && next != null && next.isOwn(); // it stops a COPY
      ended = expected.peek() == Expected.COPY_END;
      if (ended) {
        expected.remove();
      }
      expected.addFirst(first);
    }
    if (owner != null && !ended) {
      owner.copies();
    }
  }

  private void forgetCopyEnds() {
    while (expected.peek() == Expected.COPY_END) {
      expected.remove();
    }
  }

  /** After an error the server answers nothing up to the next Sync. */
  private void skipToSync() {
    Expected head = expected.peek();
    if (head == null
        || head.kind == Expected.Kind.QUERY
        || head.kind == Expected.Kind.FUNCTION
        || head.kind == Expected.Kind.SYNC) {
      return;
    }
    while (head != null && head.kind != Expected.Kind.SYNC) {
      expected.remove();
      head.release();
      undo(head);
      if (owner != null && head.clientName != null && !hiding) {
        owner.notPrepared(head.clientName);
      }
      head = expected.peek();
    }
  }

  private void undo(Expected skipped) {
    if (prepared == null || skipped.serverName == null) {
      return;
    }
    if (skipped.statement != null) {
      prepared.failed(skipped.statement, skipped.serverName);
    } else {
      prepared.notClosed(skipped.serverName);
    }
  }

  private void ready(boolean hidden) {
    if (hidden) {
      onHidden.accept(!refusedHidden);
    } else if (owner != null) {
      hiding = false;
      owner.ready(status);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Owner now = owner;
    if (now != null) {
      now.flushReplies();
      if (!now.isWritable()) {
        context.channel().config().setAutoRead(false);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (owner != null && context.channel().isWritable()) {
      owner.flushReplies();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Owner now = owner;
    boolean torn = isWithinMessage();
    owner = null;
    held.drop();
    expected.forEach(Expected::release);
    expected.clear();
    if (rest != null) {
      rest.release();
      rest = null;
    }
    try {
      onLost.run();
    } finally {
      if (now != null) {
        now.lost(why, torn);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    why = cause;
    context.close();
  }
}
