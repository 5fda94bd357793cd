package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.Requests;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Carries one request to cancel; the server answers by closing. */
final class CancelRequest extends ChannelInboundHandlerAdapter {

  private static final long LIMIT_SECONDS = 5;

  private final Backend backend;

  CancelRequest(Backend backend) {
    this.backend = backend;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.executor().schedule(() -> context.close(), LIMIT_SECONDS, TimeUnit.SECONDS);
    context.writeAndFlush(Requests.cancel(context.alloc(), backend.key()));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    backend.cancelEnded();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
