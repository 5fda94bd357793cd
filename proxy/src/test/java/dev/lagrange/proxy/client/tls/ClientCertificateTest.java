package dev.lagrange.proxy.client.tls;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientCertificateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=app|app",
        "CN=app, O=clients, C=CH|app",
        "O=clients, CN=app|app",
        "CN=a\\, CN\\=b|a, CN=b",
        "CN=Äpfel|Äpfel",
        "OU=unit+CN=app, O=x|app",
        // the one that is first in the certificate is the last of the text
        "CN=second, CN=first|first",
        "O=CN\\=app|",
        "O=clients|",
      })
  void itsNameIsTheCommonName(String subject, String name) {
    assertThat(ClientCertificate.commonName(new X500Principal(subject))).isEqualTo(name);
  }

  @Test
  void aNameThatSomeWouldCutShortIsNone() {
    // a UTF8String of three characters, the second being zero
    byte[] subject = {0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, 'a', 0, 'b'};
    assertThat(ClientCertificate.commonName(new X500Principal(subject))).isNull();
    // nor is it made fit
    subject[14] = ' ';
    assertThat(ClientCertificate.commonName(new X500Principal(subject))).isEqualTo("a b");
    subject[15] = ' ';
    assertThat(ClientCertificate.commonName(new X500Principal(subject))).isEqualTo("a  ");
    subject[14] = 'p';
    subject[15] = 'b';
    assertThat(ClientCertificate.commonName(new X500Principal(subject))).isEqualTo("apb");
  }
}
