package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.proxy.wire.Requests;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries one request to cancel; the other side answers by closing. */
final class CancelRequest extends ChannelInboundHandlerAdapter {

  private final CancelKey key;
  private final Duration limit;
  private final Consumer<@Nullable String> ended;
  private @Nullable String problem;
  private boolean told;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * With a key.
   *
   * @param limit for all of it, in whole seconds
   * @param ended told once why the request could not be made; null if it was answered
   */
  CancelRequest(CancelKey key, Duration limit, Consumer<@Nullable String> ended) {
    this.key = key;
    this.limit = limit;
    this.ended = ended;
  }

  /** Limits what was begun, the look-up of the other side's name included. */
  void begin(EventLoop loop, Connecting connecting) {
    if (!told) {
      timer =
          loop.schedule(
              () -> {
                problem = "it did not answer within " + limit.toSeconds() + " seconds";
                connecting.close();
              },
              limit.toSeconds(),
              TimeUnit.SECONDS);
    }
  }

  private void end(@Nullable String why) {
    told = true;
    if (timer != null) {
      timer.cancel(false);
    }
    ended.accept(why);
  }

  void notConnected(String why) {
    end(problem == null ? why : problem);
  }

  /** The connection is closed for it. */
  void notEncrypted(Encryption.Failure why) {
    problem = problem == null ? why.message() : problem;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(Requests.cancel(context.alloc(), key));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(problem);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    problem = String.valueOf(cause.getMessage());
    context.close();
  }
}
