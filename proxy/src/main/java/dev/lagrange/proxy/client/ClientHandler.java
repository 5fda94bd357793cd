package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.auth.Login;
import dev.lagrange.proxy.auth.Step;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.client.limit.IdleClients;
import dev.lagrange.proxy.client.limit.Pause;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.proxy.wire.ClientDecoder;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.proxy.wire.Startup;
import dev.lagrange.proxy.wire.Wire;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.spelling.Durations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
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

  private static final long HALF_CLOSED_SECONDS = 10;

  private final Databases databases;
  private final Channel channel;
  private final ClientDecoder decoder;
  private final Encryption encryption;
  private Shared shared; // of the database that the client asks for, once it has
  private boolean ended;
  private boolean silent;
  private int minor;
  private @Nullable StartParameters parameters;
  private @Nullable Login login;
  private @Nullable ClientBinding binding;
  private @Nullable ClientSession session;
  private @Nullable CancelKey cancelKey;
  private @Nullable ScheduledFuture<?> timer;
  private IdleClients.@Nullable Watched idle;

  private ClientHandler(Databases databases, Channel channel) {
    this.databases = databases;
    this.shared = databases.first();
    this.channel = channel;
    this.decoder = new ClientDecoder(this);
    this.encryption = new Encryption(shared.tls(), channel);
  }

  /** Takes a new client. */
  public static void accept(Databases databases, Channel channel) {
    ClientHandler handler = new ClientHandler(databases, channel);
    channel.pipeline().addLast(handler.decoder, handler);
    handler.encryption.expectTlsAtOnce();
    handler.timer =
        channel
            .eventLoop()
            .schedule(
                () -> channel.close(),
                handler.shared.loginLimit().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  // ---- start-up

  @Override
  public void startup(ByteBuf body) {
    if (ended) {
      return;
    }
    Startup first;
    try {
      first = Startup.read(body);
      if (first instanceof Startup.TlsRequest request) {
        answer(encryption.asked(request), "SSL request");
      } else if (first instanceof Startup.GssRequest request) {
        answer(encryption.asked(request), "GSSAPI encryption request");
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
      ended = true;
      shared.cancels().cancel(cancel.key(), channel.eventLoop(), () -> channel.close());
    } else if (first instanceof Startup.Session begun) {
      begin(begun);
    }
  }

  private void answer(char answer, String request) {
    channel.writeAndFlush(channel.alloc().buffer(1).writeByte(answer));
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
    } else if (answer == 'S') {
      encryption.begin();
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
    Encryption.Refusal refusal = encryption.refusal(given);
    if (refusal != null) {
      fatal(
          Replies.error(
              channel.alloc(), "FATAL", "28000", refusal.message(), null, refusal.hint()));
      return;
    }
    if (given.replication() != null && !isNo(given.replication())) {
      fatal("0A000", "replication connections are not passed on: connect to the server itself");
      return;
    }
    String full = shared.places().take(channel);
    if (full != null) {
      fatal("53300", full);
      return;
    }
    parameters = given;
    Shared asked = databases.find(given.database());
    if (asked != null) { // else it is told so once it has logged in
      shared = asked;
    }
    CompletableFuture<Users> known = shared.users().of(given.user());
    Executor here = known.isDone() ? Runnable::run : channel.eventLoop();
    known.whenCompleteAsync((users, failure) -> logIn(given.user(), users, failure), here);
  }

  private void logIn(String user, @Nullable Users users, @Nullable Throwable failure) {
    if (ended || !channel.isActive()) {
      return;
    }
    if (users == null) {
      refuse(failure == null ? new IllegalStateException("no users") : failure);
      return;
    }
    Login begins = new Login(shared.method(), user, users, encryption.login(), RANDOM);
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
    BackendKey key = new BackendKey(given.forServers(shared.databaseOfServers()), credential);
    shared
        .greetings()
        .of(channel.eventLoop(), key)
        .whenComplete(
            (settings, failure) -> {
              if (settings != null) {
                name(given, () -> greeted(settings, key, given));
              } else {
                refuse(failure);
              }
            });
  }

  /** Has the client in the session that it names, and goes on. */
  private void name(StartParameters given, Runnable then) {
    ClientBinding begun = new ClientBinding(shared.cluster(), shared.sessions());
    binding = begun;
    String wanted = given.session();
    if (wanted == null) {
      then.run();
      return;
    }
    shared
        .waiting()
        .execute(
            () -> {
              try {
                begun.begin(wanted);
                channel.eventLoop().execute(then);
              } catch (SQLException e) {
                channel.eventLoop().execute(() -> refuse(e));
              } catch (RuntimeException e) {
                channel.eventLoop().execute(() -> refuse(new SQLException(e)));
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
      String state = failure instanceof BackendException e ? e.sqlState() : null;
      state = failure instanceof SQLException e ? e.getSQLState() : state;
      fatal(state == null ? "08006" : state, String.valueOf(failure.getMessage()));
    }
  }

  private void greeted(Map<String, String> settings, BackendKey key, StartParameters given) {
    ClientBinding own = binding;
    if (!channel.isActive() || own == null) {
      return;
    }
    ClientSession begun = new ClientSession(shared, channel, key, levels(settings, given), own);
    session = begun;
    CancelKey cancels = shared.cancels().add(minor, channel.eventLoop(), begun::cancel);
    cancelKey = cancels;
    begun.processIs(cancels.pid());
    settings.forEach(
        (name, value) -> channel.write(Replies.parameterStatus(channel.alloc(), name, value)));
    channel.write(Replies.backendKey(channel.alloc(), cancels));
    channel.writeAndFlush(Replies.ready(channel.alloc(), 'I'));
    decoder.trusted();
    idle = shared.idle().watch(channel.eventLoop(), new Idler(begun));
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** The policy's rules are about who has logged in here, and about what servers say of it. */
  private Levels levels(Map<String, String> settings, StartParameters given) {
    Cluster cluster = shared.cluster();
    String application = settings.getOrDefault("application_name", "");
    String path = settings.get("search_path"); // since PostgreSQL 18
    String searched = path == null ? given.searchPath() : path;
    return new Levels(
        new ClientRules(cluster, given.user(), application, searched),
        cluster.options().get(OptionTable.CONSISTENCY),
        given.consistency());
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
    if (idle != null) {
      idle.acts();
    }
    if (session != null) {
      session.pump();
    }
  }

  /** The client as one that may do nothing for too long. */
  private final class Idler implements IdleClients.Client {

    private final ClientSession of;

    Idler(ClientSession of) {
      this.of = of;
    }

    @Override
    public Pause pause() {
      return ended ? Pause.NONE : of.pause();
    }

    @Override
    public void isOver(Pause pause, Duration limit) {
      boolean inTransaction = pause == Pause.IN_TRANSACTION;
      fatal(
          Replies.error(
              channel.alloc(),
              "FATAL",
              inTransaction ? "25P03" : "57P05",
              inTransaction
                  ? "terminating connection due to idle-in-transaction timeout"
                  : "terminating connection due to idle-session timeout",
              "The client has sent nothing for %s=%s of the proxy."
                  .formatted(
                      inTransaction ? "idle-transaction-timeout" : "client-idle-timeout",
                      Durations.print(limit)),
              null));
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
      session.pump();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (!encryption.completed(handshake)) {
        context.close();
      }
    } else if (event instanceof ChannelInputShutdownEvent
        || (event instanceof SslCloseCompletionEvent closed && closed.isSuccess())) {
      inputEnded(context);
    }
  }

  private void inputEnded(ChannelHandlerContext context) {
    if (session == null) {
      context.close();
    } else if (!silent) {
      silent = true;
      // it may only have nothing more to say; one that is gone does not hold up a server for long
      session.message((byte) 'X', Unpooled.EMPTY_BUFFER);
      session.pump();
      context.executor().schedule(() -> context.close(), HALF_CLOSED_SECONDS, TimeUnit.SECONDS);
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
    if (idle != null) {
      idle.leaves();
    }
    if (cancelKey != null) {
      shared.cancels().remove(cancelKey);
    }
    if (session != null) {
      session.closed();
    }
    if (binding != null) {
      binding.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // TLS that is broken by its other end
    boolean ofTls = cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    if (!ofTls && !(cause instanceof IOException)) {
      log.warn("a client's connection is closed for a defect of the proxy", cause);
    }
    context.close();
  }
}
