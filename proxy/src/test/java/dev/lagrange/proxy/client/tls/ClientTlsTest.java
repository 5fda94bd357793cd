package dev.lagrange.proxy.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.proxy.tls.Reloaded;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

final class ClientTlsTest {

  private static X509Bundle authority;
  private static X509Bundle server;
  private static X509Bundle other;

  @TempDir private Path folder;

  @BeforeAll
  static void make() throws Exception {
    authority = Certificates.authority();
    server = Certificates.server(authority);
    other = Certificates.server(authority);
  }

  @Test
  void onlyTheTwoNewestVersionsOfTlsAreSpoken() throws IOException {
    TlsEnd end = ClientTls.of(TlsMode.PREFER, Certificates.write(folder, server, null)).end();
    assertThat(end).isNotNull();
    assertThat(end.handler(UnpooledByteBufAllocator.DEFAULT).engine().getEnabledProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    assertThat(end.binding()).hasSize(32);
  }

  @Test
  void eachBadFileIsNamedWithWhatIsWrongAndWhatHelps() throws IOException {
    TlsFiles files = Certificates.write(folder, server, authority);
    refused(files.certificate(), "", "BEGIN CERTIFICATE");
    refused(
        files.certificate(),
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "PEM");
    refused(files.certificate(), "x".repeat((1 << 20) + 1), "longer than 1 MiB");
    refused(files.key(), "", "BEGIN PRIVATE KEY");
    refused(files.key(), other.getPrivateKeyPEM(), "give the two of one pair");
    refused(
        files.key(),
        "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n",
        "openssl pkcs8 -topk8");
    refused(files.key(), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n", "passphrase");
    refused(
        files.key(), "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "one pair");
    refused(folder.resolve("clients.crt"), "no certificate", "BEGIN CERTIFICATE");
    Files.delete(files.certificate());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientTls.of(TlsMode.PREFER, files))
        .withMessageContainingAll(files.certificate().toString(), "is not there", "name a file");
  }

  private void refused(Path file, String text, String... words) throws IOException {
    TlsFiles files = Certificates.write(folder, server, authority);
    Authority.write(file, text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientTls.of(TlsMode.VERIFY, files))
        .withMessageContaining(file.toString())
        .withMessageContainingAll(words)
        // nothing of a key, however wrong
        .withMessageNotContaining("MIIB");
    Certificates.write(folder, server, authority);
    // the negative control
    assertThat(ClientTls.of(TlsMode.VERIFY, files).end()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ecp384", "rsa2048", "ed25519"})
  void keysOfTheUsualKindsAreRead(Algorithm algorithm) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=the proxy")
            .buildIssuedBy(authority);
    assertThat(ClientTls.of(TlsMode.PREFER, Certificates.write(folder, own, null)).end())
        .isNotNull();
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    TlsFiles files = Certificates.write(folder, server, null);
    boolean ofRoot = Files.getAttribute(files.key(), "unix:uid").equals(0);
    for (String permissions :
        List.of("rw-r--r--", "rw-----w-", "rw--w----", ofRoot ? "rw-r-x---" : "rw-r-----")) {
      Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString(permissions));
      assertThatIllegalArgumentException()
          .as(permissions)
          .isThrownBy(() -> ClientTls.of(TlsMode.PREFER, files))
          .withMessageContainingAll(files.key().toString(), "open to others", "chmod");
    }
    for (String permissions : List.of("r--------", ofRoot ? "rw-r-----" : "rw-------")) {
      Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString(permissions));
      assertThat(ClientTls.of(TlsMode.PREFER, files).end()).as(permissions).isNotNull();
    }
  }

  @Test
  void certificatesOfClientsAreNotDemandedWithoutAnAuthority() throws IOException {
    TlsFiles files = Certificates.write(folder, server, null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientTls.of(TlsMode.VERIFY, files))
        .withMessageContainingAll("'verify'", "'require'");
    assertThat(ClientTls.of(TlsMode.DISABLE, files).end()).isNull();
  }

  @Test
  void anUnknownModeIsRefusedWithThoseThatThereAre() {
    assertThat(TlsMode.of("require")).isEqualTo(TlsMode.REQUIRE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsMode.of("requires"))
        .withMessageContainingAll("'requires'", "disable, prefer, require, verify");
  }

  @Test
  void anotherVersionIsTakenAndABadOneIsToldOfOnce() throws IOException {
    ClientTls tls = ClientTls.of(TlsMode.PREFER, Certificates.write(folder, server, null));
    TlsEnd first = tls.end();
    assertThat(tls.check()).isFalse();
    assertThat(tls.end()).isSameAs(first);
    Logger logger = (Logger) LoggerFactory.getLogger(Reloaded.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(told);
    try {
      // between the two files of a pair
      Authority.write(folder.resolve("proxy.key"), other.getPrivateKeyPEM());
      assertThat(tls.check()).isFalse();
      assertThat(tls.check()).isFalse();
      assertThat(tls.end()).isSameAs(first);
      Files.delete(folder.resolve("proxy.key"));
      assertThat(tls.check()).isFalse();
      assertThat(tls.check()).isFalse();
      assertThat(told.list).hasSize(2);
      assertThat(told.list.get(0).getFormattedMessage()).contains("stays in force", "one pair");
      assertThat(told.list.get(1).getFormattedMessage()).contains("stays in force", "not there");
      Certificates.write(folder, other, null);
      assertThat(tls.check()).isTrue();
      assertThat(tls.check()).isFalse();
      assertThat(tls.end()).isNotSameAs(first);
    } finally {
      logger.detachAppender(told);
      logger.setLevel(null);
    }
  }
}
