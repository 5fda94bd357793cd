package dev.lagrange.proxy.client.tls;

import dev.lagrange.proxy.tls.Authority;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Authorities, certificates and the files that they are in, made for one test. */
public final class Certificates {

  private Certificates() {}

  /** An authority of its own. */
  public static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=authority")
        .setIsCertificateAuthority(true)
        .setKeyUsage(true, KeyUsage.digitalSignature, KeyUsage.keyCertSign)
        .buildSelfSigned();
  }

  /** A server's, for 127.0.0.1. */
  public static X509Bundle server(X509Bundle authority) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=the proxy")
        .addSanIpAddress("127.0.0.1")
        .addSanDnsName("localhost")
        .addExtendedKeyUsageServerAuth()
        .buildIssuedBy(authority);
  }

  static X509Bundle client(X509Bundle authority, String name) throws Exception {
    return clients(name).buildIssuedBy(authority);
  }

  static X509Bundle expiredClient(X509Bundle authority, String name) throws Exception {
    Instant now = Instant.now();
    return clients(name)
        .notBefore(now.minus(2, ChronoUnit.DAYS))
        .notAfter(now.minus(1, ChronoUnit.DAYS))
        .buildIssuedBy(authority);
  }

  private static CertificateBuilder clients(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name + ", O=clients")
        .addExtendedKeyUsageClientAuth();
  }

  /** Writes a server's files; clients are asked for certificates if there are authorities. */
  public static TlsFiles write(Path folder, X509Bundle server, @Nullable X509Bundle authorities)
      throws IOException {
    TlsFiles files =
        new TlsFiles(
            folder.resolve("proxy.crt"),
            folder.resolve("proxy.key"),
            authorities == null ? null : folder.resolve("clients.crt"));
    Authority.write(files.key(), server.getPrivateKeyPEM());
    Authority.write(files.certificate(), server.getCertificatePathPEM());
    if (authorities != null) {
      Authority.write(folder.resolve("clients.crt"), authorities.getCertificatePEM());
    }
    return files;
  }

  /**
   * For a client.
   *
   * @param trusted whose certificates it believes
   * @param own the one it shows when it is asked for one; null for none
   */
  public static SSLContext context(X509Bundle trusted, @Nullable X509Bundle own)
      throws GeneralSecurityException {
    KeyManager[] keys =
        own == null ? new KeyManager[0] : own.toKeyManagerFactory().getKeyManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {trusted.toTrustManager()}, new SecureRandom());
    return context;
  }
}
