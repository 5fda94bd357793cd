package dev.lagrange.proxy.backend;

import dev.lagrange.control.Stamp;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.postgresql.PostgresStamp;
import dev.lagrange.proxy.auth.ChannelBinding;
import dev.lagrange.proxy.auth.LoginChannel;
import dev.lagrange.proxy.auth.ServerLogin;
import dev.lagrange.proxy.auth.ServerReply;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.proxy.wire.ClientEncoding;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.Wire;
import dev.lagrange.routing.cluster.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The login of one server connection, up to the moment it can be lent. */
final class BackendLogin extends ByteToMessageDecoder {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST = 1 << 20;

  private final NodeId node;
  private final BackendKey key;
  private final Ticker ticker;
  private final int statements;
  private final CompletableFuture<Backend> result;
  private final ChannelBinding binding;
  private final Map<String, String> reported = new HashMap<>();
  private final List<String> stamp = new ArrayList<>();
  private @Nullable ServerLogin login;
  private int pid;
  private byte[] cancelKey = new byte[0];
  private boolean greeted;
  private long openedAt;

  BackendLogin(
      NodeId node,
      BackendKey key,
      Ticker ticker,
      int statements,
      ChannelBinding binding,
      CompletableFuture<Backend> result) {
    this.node = node;
    this.key = key;
    this.ticker = ticker;
    this.statements = statements;
    this.result = result;
    this.binding = binding;
  }

  /** Once all that is sent is as secret as it has to be. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    LoginChannel channel = Encryption.of(context.channel());
    login = new ServerLogin(key.credential(), key.user(), channel, binding, RANDOM);
    context.writeAndFlush(Requests.startup(context.alloc(), key.parameters()));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < Wire.HEADER) {
      return;
    }
    int length = in.getInt(in.readerIndex() + 1);
    if (length < 4 || length > LONGEST) {
      fail(context, "08P01", "the server's answer is none of PostgreSQL's");
      return;
    }
    if (in.readableBytes() < length + 1) {
      return;
    }
    byte type = in.readByte();
    in.skipBytes(4);
    ByteBuf body = in.readSlice(length - 4);
    switch (type) {
      case 'R' -> authenticate(context, body);
      case 'S' -> reported.put(text(body), text(body));
      case 'K' -> {
        pid = body.readInt();
        cancelKey = new byte[body.readableBytes()];
        body.readBytes(cancelKey);
      }
      case 'E' -> {
        int start = body.readerIndex();
        int end = body.writerIndex();
        result.completeExceptionally(
            new BackendException(
                node,
                Wire.field(body, start, end, 'C'),
                Wire.field(body, start, end, 'M'),
                Wire.field(body, start, end, 'D'),
                Wire.field(body, start, end, 'H')));
        context.close();
      }
      case 'D' -> row(body);
      case 'Z' -> ready(context);
      default -> {
        // notices, and what comes with the row
      }
    }
  }

  private static String text(ByteBuf body) {
    int length = body.bytesBefore((byte) 0);
    String text = body.readString(Math.max(0, length), StandardCharsets.UTF_8);
    body.skipBytes(1);
    return text;
  }

  private void authenticate(ChannelHandlerContext context, ByteBuf body) {
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    ServerReply reply = Objects.requireNonNull(login).answer(bytes);
    if (reply instanceof ServerReply.Send send) {
      context.writeAndFlush(Requests.password(context.alloc(), send.body()));
    } else if (reply instanceof ServerReply.Failed failed) {
      String detail = failed.detail() == null ? "" : ". " + failed.detail();
      fail(context, failed.sqlState(), failed.message() + detail);
    }
  }

  private void row(ByteBuf body) {
    int columns = body.readShort();
    for (int i = 0; i < columns; i++) {
      int length = body.readInt();
      stamp.add(length < 0 ? "" : body.readString(length, StandardCharsets.UTF_8));
    }
  }

  private void ready(ChannelHandlerContext context) {
    if (!greeted) {
      greeted = true;
      context.writeAndFlush(Requests.query(context.alloc(), PostgresStamp.QUERY));
      return;
    }
    if (stamp.size() != PostgresStamp.COLUMNS) {
      fail(context, "08P01", "the server did not say which one it is");
      return;
    }
    String encoding = reported.getOrDefault(ClientEncoding.SETTING, "");
    String refusal = ClientEncoding.refusal(encoding); // of a default of the role or the server
    if (refusal != null) {
      // like an error of the server's own: another would refuse it, too
      result.completeExceptionally(new BackendException(node, "0A000", refusal, "", ""));
      context.close();
      return;
    }
    openedAt = ticker.read();
    Stamp read = PostgresStamp.of(stamp, pid);
    ServerReplies replies = new ServerReplies();
    Greeting greeting = new Greeting(context.channel(), new CancelKey(pid, cancelKey), reported);
    Backend backend = new Backend(node, greeting, read, openedAt, replies, statements);
    context.pipeline().replace(this, "replies", replies);
    if (!result.complete(backend)) {
      context.close();
    }
  }

  private void fail(ChannelHandlerContext context, String sqlState, String message) {
    result.completeExceptionally(new BackendException(node, sqlState, message));
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    result.completeExceptionally(
        new BackendException(node, "08006", "the server closed the connection during the login"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, "08006", String.valueOf(cause.getMessage()));
  }
}
