package dev.lagrange.proxy.backend.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.tls.Authority;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that the options name, in each form, and what is wrong with some. */
class TlsFilesTest {

  @TempDir Path folder;
  private X509Bundle bundle;
  private Path certificate;

  @BeforeEach
  void makeCertificate() throws Exception {
    Authority authority = Authority.named("authority");
    authority.writeRoot(folder.resolve("root.crt"));
    bundle = authority.issue("app", builder -> builder);
    certificate = Authority.writeCertificate(bundle, folder.resolve("app.crt"));
  }

  private Map<String, String> given(String... namesAndValues) {
    Map<String, String> given = new HashMap<>(Map.of("sslmode", "require"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      given.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return given;
  }

  private ClientKey key(Path key, String... more) throws SQLException {
    Map<String, String> given = given(more);
    given.put("sslcert", certificate.toString());
    given.put("sslkey", key.toString());
    return Objects.requireNonNull(TlsFiles.read(TlsProperties.of(given, folder)).key());
  }

  private void assertRefused(Path key, String told, String... more) {
    assertThatThrownBy(() -> key(key, more))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("22023"))
        .hasMessageContaining("'sslkey=" + key)
        .hasMessageContaining(told);
  }

  private void assertIsOurs(ClientKey key) {
    assertThat(key.key()).isEqualTo(bundle.getKeyPair().getPrivate());
    assertThat(key.chain()[0]).isEqualTo(bundle.getCertificate());
  }

  @Test
  void keyIsReadAsPemAndAsDer() throws Exception {
    assertIsOurs(key(Authority.writeKey(bundle, folder.resolve("app.key"))));
    assertIsOurs(key(Authority.writeBareKey(bundle, folder.resolve("app.pk8"))));
  }

  @Test
  void keyWithPasswordIsReadWithIt() throws Exception {
    Path key = Authority.write(folder.resolve("app.key"), resource("openssl.key"));
    Authority.write(certificate, resource("openssl.crt"));
    assertThat(key(key, "sslpassword", "secret").key().getAlgorithm()).isEqualTo("EC");
    assertRefused(key, "'sslpassword'", "sslpassword", "wrong");
    assertRefused(key, "give it as 'sslpassword'");
  }

  /** Made by {@code openssl req -x509} and {@code openssl pkcs8 -topk8}. */
  private static String resource(String name) throws IOException {
    try (InputStream in = TlsFilesTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII);
    }
  }

  @Test
  void keyWithPasswordMayBeEncryptedTheOldWay() throws Exception {
    Path key = Files.write(folder.resolve("app.pk8"), encrypted("PBEWithSHA1AndDESede"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    assertIsOurs(key(key, "sslpassword", "secret"));
  }

  private byte[] encrypted(String algorithm) throws Exception {
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("secret".toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(new byte[8], 1000));
    byte[] content = cipher.doFinal(bundle.getKeyPair().getPrivate().getEncoded());
    return new EncryptedPrivateKeyInfo(cipher.getParameters(), content).getEncoded();
  }

  @Test
  void bundleHasKeyAndCertificate() throws Exception {
    Path file = Authority.write(folder.resolve("app.p12"), "");
    KeyStore store = bundle.toKeyStore("secret".toCharArray());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
    assertIsOurs(key(file, "sslpassword", "secret"));
    assertRefused(file, "PKCS #12", "sslpassword", "wrong");
  }

  @Test
  void whatIsNoSuchKeyIsRefusedWithTheRemedy() throws Exception {
    Path key = folder.resolve("app.key");
    assertRefused(key, "no such file");
    Authority.write(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertRefused(key, "openssl pkcs8 -topk8");
    Authority.write(key, "nothing");
    assertRefused(key, "'sslkey=");
    Authority.writeKey(Authority.named("other").server(), key);
    assertRefused(key, "not the key of the certificate");
  }

  @Test
  void keyThatOthersMayReadIsRefused() throws Exception {
    Path key = Authority.writeKey(bundle, folder.resolve("app.key"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(key, "open to others");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    assertIsOurs(key(key));
  }

  @Test
  void filesOfTheDefaultFolderAreUsedIfTheyAreThere() throws Exception {
    TlsProperties properties = TlsProperties.of(given(), folder);
    assertThat(TlsFiles.read(properties).key()).isNull();
    Authority.writeCertificate(bundle, folder.resolve("postgresql.crt"));
    Authority.writeBareKey(bundle, folder.resolve("postgresql.pk8"));
    assertIsOurs(Objects.requireNonNull(TlsFiles.read(properties).key()));
  }

  @Test
  void rootsThatAreMissingOrNoneAreRefused() throws IOException {
    Path root = folder.resolve("root.crt");
    for (String content : new String[] {"", "no certificate", "missing"}) {
      if (content.equals("missing")) {
        Files.delete(root);
      } else {
        Files.writeString(root, content);
      }
      assertThatThrownBy(() -> ServerTls.of(given("sslmode", "verify-ca"), folder))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("22023"))
          .hasMessageContaining("'sslrootcert=" + root);
    }
  }

  @Test
  void filesThatChangeAreReadAgainAndBadOnesAreNot() throws Exception {
    ServerTls tls = ServerTls.of(given("sslmode", "verify-ca"), folder);
    SslContext first = tls.context();
    assertThat(tls.check()).as("nothing has changed").isFalse();
    assertThat(tls.context()).isSameAs(first);
    Path root = folder.resolve("root.crt");
    Authority.named("other").writeRoot(root);
    assertThat(tls.context()).as("it is not looked at yet").isSameAs(first);
    assertThat(tls.check()).as("it has changed").isTrue();
    SslContext second = tls.context();
    assertThat(second).isNotSameAs(first);
    Files.writeString(root, "half a file");
    assertThat(tls.check()).as("it is bad").isFalse();
    Files.delete(root);
    assertThat(tls.check()).as("it is gone").isFalse();
    assertThat(tls.context()).isSameAs(second);
    Authority.named("third").writeRoot(root);
    assertThat(tls.check()).as("it is good again").isTrue();
    assertThat(tls.context()).isNotSameAs(second);
  }
}
