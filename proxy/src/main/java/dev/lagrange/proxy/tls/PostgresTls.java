package dev.lagrange.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The TLS that the proxy speaks, to clients and to servers. */
public final class PostgresTls {

  /** What clients name that begin with TLS at once, by ALPN (PostgreSQL 17). */
  public static final String PROTOCOL = "postgresql";

  private PostgresTls() {}

  /**
   * TLS 1.2 and 1.3 of the JDK's, for {@link #PROTOCOL}.
   *
   * @param unknown what becomes of a handshake whose other end names other protocols only
   */
  public static SslContextBuilder of(SslContextBuilder builder, SelectorFailureBehavior unknown) {
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN, unknown, SelectedListenerFailureBehavior.ACCEPT, PROTOCOL));
  }

  /**
   * The certificates in the content of a file.
   *
   * @throws GeneralSecurityException if it has none, or something else
   */
  public static X509Certificate[] certificates(byte[] content) throws GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    for (Certificate one :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(content))) {
      if (!(one instanceof X509Certificate certificate)) {
        throw new CertificateException("it has a certificate that is not one of X.509");
      }
      found.add(certificate);
    }
    if (found.isEmpty()) {
      throw new CertificateException("it has no certificate");
    }
    return found.toArray(new X509Certificate[0]);
  }
}
