package dev.lagrange.cli.proxy;

import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsFiles;
import dev.lagrange.proxy.client.tls.TlsMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code lagrange proxy} is told of TLS to its clients. */
public final class TlsArguments {

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "the proxy's certificate in PEM form, and behind it those that lead to the root: clients"
              + " may use TLS 1.2 or 1.3; read again when it changes")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "its private key, as PKCS #8 in PEM form; others may not read it (0600)")
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "who signs the certificates of clients, which are asked for then")
  private @Nullable Path authorities;

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      description =
          "prefer: clients may do without TLS; require: they may not; verify: and they need a"
              + " certificate, besides what --auth asks for; disable (default: prefer with"
              + " --tls-cert, verify with --auth cert, else disable)",
      converter = TlsModeConverter.class)
  private @Nullable TlsMode mode;

  /** For picocli. */
  public TlsArguments() {}

  /**
   * TLS as it was asked for.
   *
   * @throws IllegalArgumentException if that is contradictory, or the files are bad
   */
  ClientTls read(LoginMethod method) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "%s needs %s: give both, or neither"
              .formatted(
                  certificate == null ? "--tls-key" : "--tls-cert",
                  certificate == null ? "--tls-cert" : "--tls-key"));
    }
    TlsMode chosen = mode == null ? byDefault(method) : mode;
    if (chosen.compareTo(TlsMode.leastFor(method)) < 0) {
      throw new IllegalArgumentException(
          method == LoginMethod.CERT
              ? "--auth cert needs --tls verify, not " + chosen.word() + ": leave out --tls"
              : "--auth "
                  + method.word()
                  + " needs TLS: give --tls-cert and --tls-key, or choose scram-sha-256");
    }
    if (certificate == null || key == null) {
      if (chosen != TlsMode.DISABLE) {
        throw new IllegalArgumentException(
            "%s needs a certificate: give --tls-cert and --tls-key"
                .formatted(mode == null ? "--auth cert" : "--tls " + chosen.word()));
      }
      if (authorities != null) {
        throw new IllegalArgumentException("--tls-ca needs --tls-cert and --tls-key: give them");
      }
      return ClientTls.none();
    }
    if (chosen == TlsMode.VERIFY && authorities == null) {
      throw new IllegalArgumentException(
          "--tls verify needs --tls-ca: give the file with who signs the certificates of clients");
    }
    return ClientTls.of(chosen, new TlsFiles(certificate, key, authorities));
  }

  private TlsMode byDefault(LoginMethod method) {
    if (method == LoginMethod.CERT) {
      return TlsMode.VERIFY;
    }
    return certificate == null ? TlsMode.DISABLE : TlsMode.PREFER;
  }
}
