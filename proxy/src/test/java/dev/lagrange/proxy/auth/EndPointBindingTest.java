package dev.lagrange.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndPointBindingTest {

  // openssl x509 -in sha256.pem -outform der | openssl dgst -sha256
  @ParameterizedTest
  @CsvSource({
    "sha1, dfe05dea939a3c70e25af7d3ada0d48b03ab9b1f8b38b82fbc800900b6b1f7f2",
    "sha256, 02b6c919d70bdae308c6156b69ce59899f2e8432353c0717a3238ae8955a84e8",
    "sha384, a3642527d3fb3ab07a7b20ecf043842568b2d0d6e4f8494e06408ef03b7b5ceb"
        + "d7b5d40973064928c360de1ee78708f7",
  })
  void row17HashIsThatOfTheSignatureAndSha256ForOldOnes(String name, String hash) throws Exception {
    assertThat(EndPointBinding.of(certificate(name))).isEqualTo(HexFormat.of().parseHex(hash));
  }

  @Test
  void row17SignatureWithoutHashCannotBeBound() throws Exception {
    assertThat(EndPointBinding.of(certificate("ed25519"))).isNull();
  }

  private static X509Certificate certificate(String name) throws Exception {
    try (InputStream pem = EndPointBindingTest.class.getResourceAsStream(name + ".pem")) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }
}
