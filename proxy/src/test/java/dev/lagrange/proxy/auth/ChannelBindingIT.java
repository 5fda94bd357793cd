package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SCRAM that is bound to real TLS: pgjdbc at our end, and we at a server. */
class ChannelBindingIT {

  private static final String APP = PostgresCluster.APP_USER;
  private static final String PASSWORD = PostgresCluster.APP_PASSWORD;
  private static final byte[] OTHER = "the hash of another".getBytes(US_ASCII);

  private static final Users USERS =
      Users.parse("\"app\" \"" + PASSWORD + "\"", "a key of the process".getBytes(US_ASCII));

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private static byte[] endPoint;
  private static PostgresCluster cluster;
  private static PostgresNode server;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.in(folder);
    endPoint = EndPointBinding.of(certificate.certificate());
    cluster = PostgresCluster.builder().start();
    server = cluster.primary();
    certificate.giveTo(server.dataDirectory());
    server.set("ssl", "on");
    Await.until("TLS to be on", Await.PATIENCE, ChannelBindingIT::speaksTls);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void row17ServerAcceptsOurBindingToItsCertificateAndNoOther() throws IOException {
    assertThat(login(LoginChannel.encrypted(endPoint))).isEmpty();
    assertThat(login(LoginChannel.encrypted(OTHER)))
        .containsEntry('C', "28000")
        .containsEntry('M', "SCRAM channel binding check failed");
    // no binding, no check
    assertThat(login(LoginChannel.encrypted())).isEmpty();
  }

  @Test
  void row17ClientThatInsistsOnBindingGetsItToOurCertificateAndNoOther() throws Exception {
    assertThat(
            pgjdbc(LoginChannel.encrypted(endPoint), PASSWORD, "channelBinding=require")
                .getSQLState())
        .isEqualTo(OneLogin.LET_IN);
    assertThat(
            pgjdbc(LoginChannel.encrypted(endPoint), "wrong", "channelBinding=require")
                .getSQLState())
        .isEqualTo("28P01");
    SQLException other = pgjdbc(LoginChannel.encrypted(OTHER), PASSWORD, "channelBinding=require");
    assertThat(other.getSQLState()).isEqualTo("28000");
    assertThat(other.getMessage()).contains("SCRAM channel binding check failed");
  }

  @Test
  void row17ClientThatDoesWithoutBindingIsLetIn() throws Exception {
    assertThat(
            pgjdbc(LoginChannel.encrypted(OTHER), PASSWORD, "channelBinding=disable").getSQLState())
        .isEqualTo(OneLogin.LET_IN);
    assertThat(pgjdbc(LoginChannel.encrypted(), PASSWORD, "channelBinding=prefer").getSQLState())
        .isEqualTo(OneLogin.LET_IN);
  }

  private static SQLException pgjdbc(LoginChannel channel, String password, String parameters)
      throws Exception {
    return new OneLogin(LoginMethod.SCRAM_SHA_256, USERS, channel, certificate.context())
        .errorOfPgjdbc(APP, password, "sslmode=require&" + parameters);
  }

  private static Map<Character, String> login(LoginChannel channel) throws IOException {
    try (WireServer wire = WireServer.connect(server, APP, certificate)) {
      return wire.login(
          new ServerLogin(
              Credential.ofPassword(PASSWORD), APP, channel, ChannelBinding.PREFER, new Random(1)));
    }
  }

  private static boolean speaksTls() {
    try (WireServer wire = WireServer.connect(server, APP, certificate)) {
      return wire.read().length > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
