package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
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

  private final Owed owed = new Owed();
  private final Held held = new Held();
  private int pid;
  private Map<String, String> parameters = new HashMap<>();
  private @Nullable PreparedStatements prepared;
  private @Nullable Owner owner;
  private @Nullable ByteBuf rest;
  private long passing;
  private boolean passingDropped;
  private boolean hiding;
  private char status = 'I';
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
    return owed.isEmpty();
  }

  boolean owesReady() {
    return owed.owesReady();
  }

  /** Whether the transaction has failed, when the server was ready last. */
  boolean isTransactionFailed() {
    return status == 'E';
  }

  boolean isWithinMessage() {
    return passing > 0 && !passingDropped;
  }

  boolean isIdle() {
    return owed.isEmpty() && passing == 0 && rest == null;
  }

  /** A query of the proxy's own is sent: who is told whether it worked. */
  void expectHidden(Consumer<Boolean> then) {
    refusedHidden = false;
    onHidden = then;
    owed.add(Expected.HIDDEN_QUERY);
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
    owed.add(next);
    sayOwn();
  }

  /** What the proxy says itself, as far as it is its turn. */
  private void sayOwn() {
    Expected head = owed.head();
    while (head != null && head.isOwn()) {
      owed.remove();
      ByteBuf reply = head.own;
      if (owner == null || hiding || reply == null) {
        head.release();
      } else if (held.isOn()) {
        held.add(reply);
      } else {
        owner.reply(reply);
      }
      head = owed.head();
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
      if (isRow(type) && held.isOn() && owner != null && !owed.isHidden()) {
        held.release(owner); // and with it what was read since
        owner.shown();
      }
      if (isRow(type) && !held.isOn() && !(asking && owed.isHidden())) {
        passingDropped = owner == null || hiding || owed.isHidden();
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
      if (type == 'S') {
        deliver(in, start, at); // the owner may end for it, but not before it has this
        start = at;
      }
      boolean wasProbed = owed.isProbed();
      boolean own = owed.isHidden() && !wasProbed;
      if (!isForOwner(type, in, at, size)) {
        deliver(in, start, at);
        start = at + size;
      }
      at += size;
      if (type == 'Z' || owed.isOwn() || owed.isAstray()) {
        deliver(in, start, at);
        start = at;
        if (owed.isAstray()) {
          context.close();
          return;
        }
        if (type == 'Z') {
          status = (char) in.getByte(at - 1);
          if (!owed.isProbed()) {
            ready(own);
          } else if (!wasProbed) {
            context.writeAndFlush(Requests.query(context.alloc(), ""));
          }
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
    boolean hidden = owed.isHidden();
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
    String setting = in.toString(name, zero - name, StandardCharsets.UTF_8);
    String value = in.toString(zero + 1, end - zero - 1, StandardCharsets.UTF_8);
    parameters.put(setting, value);
    if (owner != null) {
      owner.reports(setting, value);
    }
  }

  /**
   * Takes what was expected off the list, as far as a message fulfils it. False if the proxy asked.
   */
  private boolean advance(byte type, ByteBuf in, int at, int size, boolean hidden) {
    switch (type) {
      case '1' -> owed.parsed();
      case '2' -> owed.fulfil(Expected.Kind.BIND);
      case '3' -> owed.fulfil(Expected.Kind.CLOSE);
      case 'T', 'n' -> owed.fulfil(Expected.Kind.DESCRIBE);
      case 'I' -> owed.emptyEnded();
      case 's' -> owed.fulfil(Expected.Kind.EXECUTE);
      case 'C' -> {
        owed.completed();
        if (owner != null && !hidden && !hiding) {
          owner.completed(in.toString(at + 5, size - 6, StandardCharsets.UTF_8));
        }
      }
      case 'E' -> {
        Expected head = owed.head();
        boolean hiddenQuery = hidden && head != null && head.kind == Expected.Kind.QUERY;
        refusedHidden |= hiddenQuery;
        boolean meant = head == Expected.FAILURE && sqlState(in, at, size).equals(SYNTAX_ERROR);
        owed.failed(this::undo);
        if (head != null && head.kind == Expected.Kind.PARSE_UNNAMED && owner != null && !hiding) {
          owner.unnamedFailed();
        }
        return !hiddenQuery && !meant;
      }
      case 'D' -> answer = asking && hidden ? Wire.row(in, at + Wire.HEADER) : answer;
      case 'G', 'W' -> {
        if (owed.copies() && owner != null) {
          owner.copies();
        }
      }
      case 'A' -> {
        if (owner != null && in.getInt(at + Wire.HEADER) == pid) {
          in.setInt(at + Wire.HEADER, owner.processId()); // the client's own, as it knows itself
        }
      }
      case 'Z' -> {
        return owed.ready();
      }
      default -> {
        // what belongs to the head, or comes by itself
      }
    }
    return !hidden;
  }

  /** What was sent has not happened. */
  private void undo(Expected skipped) {
    if (prepared != null && skipped.serverName != null) {
      if (skipped.statement != null) {
        prepared.failed(skipped.statement, skipped.serverName);
      } else {
        prepared.notClosed(skipped.serverName);
      }
    }
    if (owner != null && skipped.names != Expected.NO_NAMES && !hiding) {
      owner.skipped(skipped.names);
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
    owed.clear();
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
