package dev.lagrange.proxy.client;

import dev.lagrange.proxy.auth.LoginChannel;
import dev.lagrange.proxy.client.tls.ClientCertificate;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsEnd;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Startup;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How one client's connection is encrypted, if it is. Confined to its event loop. */
final class Encryption {

  private static final Logger log = LoggerFactory.getLogger(Encryption.class);

  /** The type of TLS's record for a handshake; the first byte of whoever begins with TLS. */
  private static final byte HANDSHAKE = 0x16;

  private final ClientTls tls;
  private final Channel channel;
  private boolean askedTls;
  private boolean askedGss;
  private boolean direct;
  private @Nullable TlsEnd end;
  private @Nullable SslHandler handler;
  private LoginChannel login = LoginChannel.plain();
  private boolean certified;

  Encryption(ClientTls tls, Channel channel) {
    this.tls = tls;
    this.channel = channel;
  }

  /** Takes TLS for what it is if a client begins with it. To be called before anything is read. */
  void expectTlsAtOnce() {
    if (tls.mode() != TlsMode.DISABLE) {
      channel.pipeline().addFirst(new FirstByte());
    }
  }

  /** What a request is answered: no, if it comes over TLS that was begun with. */
  char asked(Startup.TlsRequest request) throws ProtocolException {
    if (askedTls) {
      throw request.again();
    }
    askedTls = true;
    return handler != null || tls.mode() == TlsMode.DISABLE ? 'N' : 'S';
  }

  /** What a request is answered: no, but over TLS that was asked for not even that. */
  char asked(Startup.GssRequest request) throws ProtocolException {
    if (askedGss || (handler != null && !direct)) {
      throw request.again();
    }
    askedGss = true;
    return 'N';
  }

  /** From now on the client's bytes are TLS. */
  void begin() {
    TlsEnd current = tls.end();
    if (current == null || handler != null) {
      throw new IllegalStateException("TLS is off, or has begun");
    }
    SslHandler added = current.handler(channel.alloc());
    end = current;
    handler = added;
    channel.pipeline().addFirst(added);
  }

  /** The handshake is over. False if the client is to be hung up on. */
  boolean completed(SslHandshakeCompletionEvent event) {
    SslHandler of = handler;
    TlsEnd by = end;
    if (!event.isSuccess() || of == null || by == null) {
      tell(event.cause());
      return false;
    }
    if (direct && of.applicationProtocol() == null) {
      // as PostgreSQL: it may be another protocol's client that was led here (ALPACA)
      log.info("a client was not let in: it began with TLS and did not name its protocol (ALPN)");
      return false;
    }
    ClientCertificate certificate = ClientCertificate.of(of).orElse(null);
    certified = certificate != null;
    login = LoginChannel.encrypted(by.binding());
    if (certificate != null) {
      login = login.ofCertified(certificate.name());
    }
    return true;
  }

  private static void tell(@Nullable Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      // its message would have what the client sent
      log.info("a client was not let in: it asked for TLS, and sent something else");
    } else if (cause != null && !(cause instanceof ClosedChannelException)) {
      log.info("a client was not let in: the TLS handshake failed ({})", cause.getMessage());
    }
  }

  /**
   * Why a client may not log in on such a connection.
   *
   * @param message in the server's words
   */
  record Refusal(String message, String hint) {}

  /** Null if the client may log in. */
  @Nullable Refusal refusal(StartParameters given) {
    if (tls.mode().isRequired() && !login.isEncrypted()) {
      return new Refusal(
          "no pg_hba.conf entry for host \"%s\", user \"%s\", database \"%s\", no encryption"
              .formatted(host(), given.user(), given.database()),
          "The proxy takes clients over TLS only: connect with sslmode=require or stricter.");
    }
    return tls.mode() == TlsMode.VERIFY && !certified
        ? new Refusal(
            "connection requires a valid client certificate",
            "Connect with sslcert and sslkey, by an authority that the proxy knows.")
        : null;
  }

  private String host() {
    return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  /** What the client's login has to know of it. */
  LoginChannel login() {
    return login;
  }

  /** Looks at the first byte that comes, and goes. */
  private final class FirstByte extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.pipeline().remove(this);
      if (message instanceof ByteBuf bytes
          && bytes.isReadable()
          && bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
        direct = true;
        begin();
        channel.pipeline().fireChannelRead(message);
      } else {
        context.fireChannelRead(message);
      }
    }
  }
}
