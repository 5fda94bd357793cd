package dev.lagrange.control.patroni;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lagrange.control.Topology;
import dev.lagrange.control.TopologySource.Verdict;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.RestAddress;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A REST server that speaks TLS is believed if the JVM trusts its certificate, and only then. */
class PatroniTlsTest {

  private static final char[] PASSWORD = "password".toCharArray();
  private static final String CLUSTER =
      "{\"members\": [{\"host\": \"a\", \"port\": 1, \"role\": \"leader\", \"timeline\": 3}]}";

  @TempDir private Path folder;

  @Test
  void certificateOfTheServerIsChecked() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext own = withCertificate();
    HttpsServer server = start(own);
    try {
      assertThat(heardFrom(server)).as("with the JVM's own certificates").isEmpty();

      SSLContext.setDefault(own);
      assertThat(heardFrom(server)).extracting(Topology::timeline).containsExactly(3);
    } finally {
      SSLContext.setDefault(before);
      server.stop(0);
    }
  }

  private static List<Topology> heardFrom(HttpsServer server) {
    List<Topology> heard = Collections.synchronizedList(new ArrayList<>());
    HostPort address = new HostPort("127.0.0.1", server.getAddress().getPort());
    try (PatroniWatch watch =
        new PatroniWatch(List.of(new RestAddress("https", address)), Duration.ofSeconds(20))) {
      watch.start(
          topology -> {
            heard.add(topology);
            return Verdict.TAKEN;
          });
    }
    return heard;
  }

  private static HttpsServer start(SSLContext context) throws Exception {
    HttpsServer server =
        HttpsServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/cluster",
        request -> {
          byte[] answer = CLUSTER.getBytes(StandardCharsets.UTF_8);
          request.sendResponseHeaders(200, answer.length);
          try (OutputStream body = request.getResponseBody()) {
            body.write(answer);
          }
        });
    server.start();
    return server;
  }

  /** What has a certificate for the loopback address, and trusts it. */
  private SSLContext withCertificate() throws Exception {
    Path file = folder.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=patroni",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(folder.resolve("keytool.log").toString()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("own", store.getCertificate(store.aliases().nextElement()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
