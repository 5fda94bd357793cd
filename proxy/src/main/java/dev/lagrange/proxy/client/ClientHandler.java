package dev.lagrange.proxy.client;

import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.auth.Login;
import dev.lagrange.proxy.auth.LoginChannel;
import dev.lagrange.proxy.auth.Step;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.proxy.wire.ClientDecoder;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.proxy.wire.Startup;
import dev.lagrange.proxy.wire.Wire;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.option.OptionTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its first byte: start-up, login, and then its {@link ClientSession}. Confined to
 * one event loop.
 */
public final class ClientHandler extends ChannelInboundHandlerAdapter
    implements ClientDecoder.Sink {

  private static final Logger log = LoggerFactory.getLogger(ClientHandler.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** As PostgreSQL's authentication_timeout. */
  private static final long LOGIN_SECONDS = 60;

  private static final long HALF_CLOSED_SECONDS = 10;

  private final Shared shared;
  private final Channel channel;
  private final ClientDecoder decoder;
  private boolean ended;
  private boolean askedTls;
  private boolean askedGss;
  private int minor;
  private @Nullable StartParameters parameters;
  private @Nullable Login login;
  private @Nullable ClientSession session;
  private @Nullable CancelKey cancelKey;
  private @Nullable ScheduledFuture<?> timer;

  private ClientHandler(Shared shared, Channel channel) {
    this.shared = shared;
    this.channel = channel;
    this.decoder = new ClientDecoder(this);
  }

  /** Takes a new client. */
  public static void accept(Shared shared, Channel channel) {
    ClientHandler handler = new ClientHandler(shared, channel);
    channel.pipeline().addLast(handler.decoder, handler);
    handler.timer =
        channel.eventLoop().schedule(() -> channel.close(), LOGIN_SECONDS, TimeUnit.SECONDS);
  }

  // ---- start-up

  @Override
  public void startup(ByteBuf body) {
    Startup first;
    try {
      first = Startup.read(body);
      if (first instanceof Startup.TlsRequest request) {
        if (askedTls) {
          throw request.again();
        }
        askedTls = true;
        noEncryption("SSL request");
      } else if (first instanceof Startup.GssRequest request) {
        if (askedGss) {
          throw request.again();
        }
        askedGss = true;
        noEncryption("GSSAPI encryption request");
      }
    } catch (ProtocolException e) {
      if (Startup.isOld(body)) {
        fatal(Replies.oldError(channel.alloc(), String.valueOf(e.getMessage())));
      } else {
        fatal(e.sqlState(), String.valueOf(e.getMessage()));
      }
      return;
    }
    if (first instanceof Startup.Cancel cancel) {
      // what the client sends once this is closed is not cancelled by it
      shared.cancels().cancel(cancel.key(), () -> channel.close());
    } else if (first instanceof Startup.Session begun) {
      begin(begun);
    }
  }

  private void noEncryption(String request) {
    channel.writeAndFlush(channel.alloc().buffer(1).writeByte('N'));
    if (decoder.hasMore()) {
      fatal(
          Replies.error(
              channel.alloc(),
              "FATAL",
              "08P01",
              "received unencrypted data after " + request,
              "This could be either a client-software bug or evidence of an attempted"
                  + " man-in-the-middle attack.",
              null));
    }
  }

  private void begin(Startup.Session begun) {
    decoder.started();
    minor = begun.minor();
    if (begun.negotiated()) {
      channel.write(Replies.negotiate(channel.alloc(), minor, begun.unknownOptions()));
    }
    StartParameters given;
    try {
      given = StartParameters.of(begun.parameters());
    } catch (IllegalArgumentException e) {
      fatal("28000", String.valueOf(e.getMessage()));
      return;
    }
    if (given.replication() != null && !isNo(given.replication())) {
      fatal("0A000", "replication connections are not passed on: connect to the server itself");
      return;
    }
    parameters = given;
    Login begins =
        new Login(shared.method(), given.user(), shared.users(), LoginChannel.plain(), RANDOM);
    login = begins;
    take(begins.begin());
  }

  private static boolean isNo(String replication) {
    return switch (replication) {
      case "false", "off", "no", "0" -> true;
      default -> false;
    };
  }

  private void take(Step step) {
    if (step instanceof Step.Ask ask) {
      channel.writeAndFlush(Replies.authentication(channel.alloc(), ask.body()));
    } else if (step instanceof Step.Accepted accepted) {
      accepted
          .bodies()
          .forEach(body -> channel.write(Replies.authentication(channel.alloc(), body)));
      login = null;
      greet(accepted.credential());
    } else if (step instanceof Step.Refused refused) {
      if (refused.reason() != null) {
        log.info("a client was not let in: {} ({})", refused.message(), refused.reason());
      }
      fatal(refused.sqlState(), refused.message());
    }
  }

  /** Who has logged in may know what there is to connect to. */
  private void greet(@Nullable Credential credential) {
    StartParameters given = parameters;
    if (given == null) {
      return;
    }
    if (!given.database().equals(shared.database())) {
      fatal("3D000", "database \"" + given.database() + "\" does not exist");
      return;
    }
    BackendKey key = new BackendKey(given.forServers(), credential);
    shared
        .greetings()
        .of(channel.eventLoop(), key)
        .whenComplete(
            (settings, failure) -> {
              if (settings != null) {
                greeted(settings, key, given.consistency());
              } else {
                refuse(failure);
              }
            });
  }

  private void refuse(Throwable failure) {
    if (failure instanceof BackendException refused && refused.isRefusal()) {
      fatal(
          Replies.error(
              channel.alloc(),
              "FATAL",
              refused.sqlState(),
              refused.words(),
              refused.detail(),
              refused.hint()));
    } else {
      String state = failure instanceof BackendException e ? e.sqlState() : "08006";
      fatal(state, String.valueOf(failure.getMessage()));
    }
  }

  private void greeted(
      Map<String, String> settings, BackendKey key, @Nullable Consistency declared) {
    if (!channel.isActive()) {
      return;
    }
    Consistency level =
        declared == null ? shared.cluster().options().get(OptionTable.CONSISTENCY) : declared;
    ClientSession begun = new ClientSession(shared, channel, key, level);
    session = begun;
    CancelKey own = shared.cancels().add(minor, channel.eventLoop(), begun::cancel);
    cancelKey = own;
    begun.processIs(own.pid());
    settings.forEach(
        (name, value) -> channel.write(Replies.parameterStatus(channel.alloc(), name, value)));
    channel.write(Replies.backendKey(channel.alloc(), own));
    channel.writeAndFlush(Replies.ready(channel.alloc(), 'I'));
    decoder.trusted();
    if (timer != null) {
      timer.cancel(false);
    }
  }

  // ---- messages

  @Override
  public void message(byte type, ByteBuf message) {
    if (ended) {
      message.release();
      return;
    }
    ClientSession begun = session;
    if (begun != null && type == 'p') {
      message.release();
      malformed("invalid frontend message type 112");
      return;
    }
    if (begun != null) {
      begun.message(type, message);
      return;
    }
    Login current = login;
    if (current == null) {
      message.release();
      if (type == 'X') {
        channel.close();
      } else {
        fatal("08P01", "a message came before the login was over");
      }
      return;
    }
    byte[] body = new byte[message.readableBytes() - Wire.HEADER];
    message.getBytes(message.readerIndex() + Wire.HEADER, body);
    message.release();
    take(type == 'p' ? current.answer(body) : current.answerOfType(type));
  }

  @Override
  public void malformed(String problem) {
    fatal("08P01", problem);
  }

  @Override
  public void hangUp() {
    channel.close();
  }

  private void fatal(String sqlState, String message) {
    fatal(Replies.error(channel.alloc(), "FATAL", sqlState, message));
  }

  private void fatal(ByteBuf error) {
    ended = true;
    channel.eventLoop().schedule(() -> channel.close(), HALF_CLOSED_SECONDS, TimeUnit.SECONDS);
    channel.writeAndFlush(error).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (session != null) {
      session.pump();
    }
  }

  /** The proxy is about to end: who has nothing open goes now. On any thread. */
  public static void drain(Channel channel) {
    ClientHandler handler = channel.pipeline().get(ClientHandler.class);
    if (handler != null) {
      channel.eventLoop().execute(handler::drain);
    }
  }

  private void drain() {
    if (session == null) {
      channel.close();
    } else {
      session.drain();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (session == null) {
        context.close();
      } else {
        // it may only have nothing more to say; one that is gone does not hold up a server for long
        session.message((byte) 'X', Unpooled.EMPTY_BUFFER);
        session.pump();
        context.executor().schedule(() -> context.close(), HALF_CLOSED_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (session != null) {
      session.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (cancelKey != null) {
      shared.cancels().remove(cancelKey);
    }
    if (session != null) {
      session.closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.warn("a client's connection is closed for a defect of the proxy", cause);
    }
    context.close();
  }
}
