package dev.lagrange.proxy.backend.tls;

import dev.lagrange.proxy.tls.KeyPermissions;
import dev.lagrange.proxy.tls.PostgresTls;
import dev.lagrange.proxy.tls.Reloaded;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The files that {@link TlsProperties} name, as they were at one moment. Immutable. */
final class TlsFiles implements Reloaded.Version<SslContext, SQLException> {

  private final TlsProperties properties;
  private final byte @Nullable [] root;
  private final byte @Nullable [] certificate;
  private final byte @Nullable [] key;

  private TlsFiles(
      TlsProperties properties,
      byte @Nullable [] root,
      byte @Nullable [] certificate,
      byte @Nullable [] key) {
    this.properties = properties;
    this.root = root;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads what the mode needs. Blocks for small files.
   *
   * @throws SQLException if a file cannot be read, or a key can by others (22023)
   */
  static TlsFiles read(TlsProperties properties) throws SQLException {
    if (properties.mode() == SslMode.DISABLE) {
      return new TlsFiles(properties, null, null, null);
    }
    byte[] root =
        properties.mode().checksCertificate() ? bytes("sslrootcert", properties.root()) : null;
    Path key = properties.key();
    Path certificate = properties.certificate();
    boolean there =
        key != null && Files.exists(key) && (certificate == null || Files.exists(certificate));
    if (key == null || !(there || properties.required())) {
      return new TlsFiles(properties, root, null, null);
    }
    String problem = KeyPermissions.problem(key);
    if (problem != null) {
      throw refused("sslkey", key, "it " + problem, null);
    }
    return new TlsFiles(
        properties,
        root,
        certificate == null ? null : bytes("sslcert", certificate),
        bytes("sslkey", key));
  }

  @Override
  public List<byte[]> content() {
    List<byte[]> there = new ArrayList<>();
    for (byte[] file : new byte[][] {root, certificate, key}) {
      if (file != null) {
        there.add(file);
      }
    }
    return there;
  }

  @Override
  public SslContext make() throws SQLException {
    ClientKey own = key();
    KeyStore trusted = trusted();
    SslContextBuilder builder =
        PostgresTls.of(SslContextBuilder.forClient(), SelectorFailureBehavior.NO_ADVERTISE)
            .endpointIdentificationAlgorithm(
                properties.mode() == SslMode.VERIFY_FULL ? "HTTPS" : null);
    if (own != null) {
      builder.keyManager(own.key(), own.chain());
    }
    try {
      if (trusted == null) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        builder.trustManager(trust);
      }
      return builder.build();
    } catch (GeneralSecurityException | SSLException e) {
      throw TlsProperties.refused(
          "sslmode", properties.mode().text(), "TLS cannot be set up: " + e, "see the files");
    }
  }

  private static byte[] bytes(String option, Path file) throws SQLException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException ? "there is no such file" : "it cannot be read: " + e;
      throw refused(option, file, why, e);
    }
  }

  /**
   * The key in what was read; null if there is none.
   *
   * @throws SQLException if it is malformed, or not that of the certificate (22023)
   */
  @Nullable ClientKey key() throws SQLException {
    Path keyFile = properties.key();
    if (key == null || keyFile == null) {
      return null;
    }
    Path certificateFile = properties.certificate();
    try {
      if (certificate == null || certificateFile == null) {
        return ClientKey.ofBundle(key, properties.password());
      }
      X509Certificate[] chain = certificates("sslcert", certificateFile, certificate);
      return ClientKey.of(key, chain, properties.password());
    } catch (GeneralSecurityException e) {
      throw refused("sslkey", keyFile, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The certificates to trust in what was read; null if none are checked.
   *
   * @throws SQLException if they are malformed, or none (22023)
   */
  private @Nullable KeyStore trusted() throws SQLException {
    if (root == null) {
      return null;
    }
    X509Certificate[] trusted = certificates("sslrootcert", properties.root(), root);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.length; i++) {
        store.setCertificateEntry("root" + i, trusted[i]);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw refused("sslrootcert", properties.root(), String.valueOf(e.getMessage()), e);
    }
  }

  private static X509Certificate[] certificates(String option, Path file, byte[] content)
      throws SQLException {
    try {
      return PostgresTls.certificates(content);
    } catch (GeneralSecurityException e) {
      throw refused(option, file, "it is of no use: " + e.getMessage(), e);
    }
  }

  private static SQLException refused(
      String option, Path file, String why, @Nullable Throwable cause) {
    SQLException refused =
        TlsProperties.refused(
            option, file.toString(), why, "give another file, or another sslmode");
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }
}
