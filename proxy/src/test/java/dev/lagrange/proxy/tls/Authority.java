package dev.lagrange.proxy.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/** Signs certificates for one test, and writes them to files as PEM. */
public final class Authority {

  private final X509Bundle root;

  private Authority(X509Bundle root) {
    this.root = root;
  }

  /** A new one. */
  public static Authority named(String name) throws Exception {
    return new Authority(
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  /** A key with a certificate for a name; what else is in it is added. */
  public X509Bundle issue(String name, UnaryOperator<CertificateBuilder> more) throws Exception {
    return more.apply(new CertificateBuilder().ecp256().subject("CN=" + name)).buildIssuedBy(root);
  }

  /** The certificate of a server of the testbed, which has an address and no name. */
  public X509Bundle server() throws Exception {
    return issue("node", builder -> builder.addSanIpAddress("127.0.0.1"));
  }

  /** Writes its own certificate. */
  public Path writeRoot(Path file) throws IOException {
    return write(file, root.getCertificatePEM());
  }

  /** Writes a key for its owner alone, in place of the file that was there. */
  public static Path writeKey(X509Bundle bundle, Path file) throws IOException {
    return write(file, bundle.getPrivateKeyPEM());
  }

  /** The same as DER, which pgjdbc reads whatever kind of key it is. */
  public static Path writeBareKey(X509Bundle bundle, Path file) throws IOException {
    return write(file, bundle.getKeyPair().getPrivate().getEncoded());
  }

  /** Writes a certificate, in place of the file that was there. */
  public static Path writeCertificate(X509Bundle bundle, Path file) throws IOException {
    return write(file, bundle.getCertificatePathPEM());
  }

  /** Writes what the owner of the folder alone may read, at once. */
  public static Path write(Path file, String text) throws IOException {
    return write(file, text.getBytes(UTF_8));
  }

  private static Path write(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path written = Files.write(folder.resolve(file.getFileName() + ".new"), content);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(written, Files.getOwner(folder));
    return Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
