package dev.lagrange.proxy.client.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lagrange.proxy.auth.EndPointBinding;
import dev.lagrange.proxy.tls.PostgresTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The proxy's end of TLS, by one version of its files. Immutable; thread-safe. */
public final class TlsEnd {

  private final SslContext context;
  private final X509Certificate certificate;

  private TlsEnd(SslContext context, X509Certificate certificate) {
    this.context = context;
    this.certificate = certificate;
  }

  static TlsEnd of(TlsFiles files, TlsFiles.Content content) {
    X509Certificate[] chain =
        certificates("certificate", files.certificate(), content.certificate());
    SslContextBuilder builder =
        PostgresTls.of(
                SslContextBuilder.forServer(
                    PemKey.read(files.key(), content.key(), chain[0].getPublicKey()), chain),
                // who does without it is served; who names others only talks to the wrong server
                SelectorFailureBehavior.FATAL_ALERT)
            // a certificate is looked at anew for each connection, as PostgreSQL does
            .sessionCacheSize(1)
            .sessionTimeout(1);
    Path authorities = files.authorities();
    if (authorities != null) {
      // who has none is told so once there is a way to, see Encryption
      builder
          .trustManager(certificates("authorities'", authorities, content.authorities()))
          .clientAuth(ClientAuth.OPTIONAL);
    }
    try {
      return new TlsEnd(builder.build(), chain[0]);
    } catch (SSLException | IllegalArgumentException e) {
      throw TlsFiles.refused(
          "certificate", files.certificate(), "is of no use: " + e + "; have another one made");
    }
  }

  private static X509Certificate[] certificates(String what, Path file, String pem) {
    try {
      return PostgresTls.certificates(pem.getBytes(ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw TlsFiles.refused(
          what,
          file,
          "is of no use: " + e.getMessage() + "; give one in PEM form (BEGIN CERTIFICATE)");
    }
  }

  /** For one connection; its handshake has no time limit of its own. */
  public SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** The {@code tls-server-end-point} by which logins are bound to it; null if it has none. */
  public byte @Nullable [] binding() {
    return EndPointBinding.of(certificate);
  }
}
