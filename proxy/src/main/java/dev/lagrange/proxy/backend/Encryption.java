package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.auth.EndPointBinding;
import dev.lagrange.proxy.auth.LoginChannel;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.tls.PostgresTls;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS under one connection to a server, before anything else is said there: the handlers
 * behind it are told that the channel is active once that is done. Confined to the event loop.
 */
final class Encryption extends ChannelInboundHandlerAdapter {

  /**
   * Why there is no TLS.
   *
   * @param isUnknownThere whether the server did not understand that it was asked for it, and may
   *     understand the rest
   */
  record Failure(String sqlState, String message, boolean isUnknownThere) {}

  private enum State {
    ASKED,
    SHAKING_HANDS,
    DONE
  }

  private final ServerTls tls;
  private final HostPort server;
  private final boolean permitsClear;
  private final Consumer<Failure> failed;
  private State state = State.ASKED;
  private boolean encrypted;

  Encryption(ServerTls tls, HostPort server, boolean permitsClear, Consumer<Failure> failed) {
    this.tls = tls;
    this.server = server;
    this.permitsClear = permitsClear;
    this.failed = failed;
  }

  /** What logins have to know of a connection, by what is under it. */
  static LoginChannel of(Channel channel) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return LoginChannel.plain();
    }
    return LoginChannel.encrypted(endPoint(handler));
  }

  private static byte @Nullable [] endPoint(SslHandler handler) {
    try {
      Certificate[] shown = handler.engine().getSession().getPeerCertificates();
      return shown[0] instanceof X509Certificate certificate
          ? EndPointBinding.of(certificate)
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  /** Whether TLS was there in the end. */
  boolean isEncrypted() {
    return encrypted;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (tls.isDirect()) {
      shakeHands(context);
    } else {
      context.writeAndFlush(Requests.tls(context.alloc()));
    }
  }

  private void shakeHands(ChannelHandlerContext context) {
    state = State.SHAKING_HANDS;
    context.pipeline().addFirst(tls.handler(context.alloc(), server));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (state == State.ASKED) {
        answered(context, (ByteBuf) message);
      } else {
        fail(context, "08P01", "the server speaks before it is spoken to", false);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answered(ChannelHandlerContext context, ByteBuf in) {
    byte answer = in.readByte();
    if (answer == 'E') {
      // An error of whoever answers, who has not shown yet who it is: it is told nobody.
      fail(context, SqlState.NOT_CONNECTED.code(), noTls("answers with an error"), true);
    } else if (in.isReadable()) {
      fail(context, "08P01", "the server sends more than an answer before TLS is there", false);
    } else if (answer == 'S') {
      shakeHands(context);
    } else if (answer != 'N') {
      fail(context, "08P01", "the server's answer to the request for TLS is none", false);
    } else if (permitsClear) {
      goOn(context);
    } else {
      fail(context, SqlState.NOT_CONNECTED.code(), noTls("has no TLS"), false);
    }
  }

  private String noTls(String what) {
    return "the server "
        + what
        + ", and sslmode="
        + tls.mode().text()
        + " demands TLS: turn on 'ssl' at the server";
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
      context.fireUserEventTriggered(event);
      return;
    }
    if (!handshake.isSuccess()) {
      fail(context, SqlState.NODE_LOST.code(), why(handshake.cause()), false);
    } else if (tls.isDirect() && !isUnderstood(context)) {
      fail(
          context,
          SqlState.NODE_LOST.code(),
          "the server does not say that it speaks PostgreSQL's protocol, which"
              + " sslNegotiation=direct demands: use sslNegotiation=postgres",
          false);
    } else {
      encrypted = true;
      goOn(context);
    }
  }

  private static boolean isUnderstood(ChannelHandlerContext context) {
    SslHandler handler = context.pipeline().get(SslHandler.class);
    return handler != null && PostgresTls.PROTOCOL.equals(handler.applicationProtocol());
  }

  private String why(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return "the server closed the connection during the TLS handshake";
    }
    return cause instanceof IOException && !(cause instanceof SSLException)
        ? "the connection was lost before TLS was there: " + cause.getMessage()
        : "no TLS with sslmode=" + tls.mode().text() + ": " + cause.getMessage();
  }

  private void goOn(ChannelHandlerContext context) {
    state = State.DONE;
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  private void fail(
      ChannelHandlerContext context, String sqlState, String message, boolean isUnknownThere) {
    if (state != State.DONE) {
      state = State.DONE;
      failed.accept(new Failure(sqlState, message, isUnknownThere));
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(
        context,
        SqlState.NODE_LOST.code(),
        "the server closed the connection before TLS was there",
        false);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, SqlState.NODE_LOST.code(), why(cause), false);
  }
}
