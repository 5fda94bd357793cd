package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.testbed.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Our end of one login, over a socket; whoever is let in is told so by an error, and sent away.
 *
 * @param context for TLS, or null without
 */
record OneLogin(
    LoginMethod method, Users users, LoginChannel channel, @Nullable SSLContext context) {

  /** The SQLSTATE of the error that only a client sees that was let in. */
  static final String LET_IN = "57P03";

  /** What pgjdbc, with these further parameters in its URL, throws. */
  SQLException errorOfPgjdbc(String user, String password, String parameters) throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setSoTimeout((int) Await.PATIENCE.toMillis());
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listening));
      String url =
          "jdbc:postgresql://127.0.0.1:%d/app?gssEncMode=disable&connectTimeout=60&%s"
              .formatted(listening.getLocalPort(), parameters);
      try (var connection = DriverManager.getConnection(url, user, password)) {
        throw new IOException("A connection to a server that sends everybody away: " + connection);
      } catch (SQLException e) {
        served.join();
        return e;
      }
    }
  }

  private void serve(ServerSocket listening) {
    try (Socket plain = listening.accept()) {
      plain.setSoTimeout((int) Await.PATIENCE.toMillis());
      if (context == null) {
        login(plain);
        return;
      }
      body(new DataInputStream(plain.getInputStream()));
      plain.getOutputStream().write('S');
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", 0, true);
      secure.setUseClientMode(false);
      login(secure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void login(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] startup = body(in);
    List<String> words = List.of(new String(startup, 4, startup.length - 4, UTF_8).split("\0", -1));
    String user = words.get(words.indexOf("user") + 1);
    Login login = new Login(method, user, users, channel, new SecureRandom());
    Step step = login.begin();
    while (step instanceof Step.Ask ask) {
      send(out, 'R', ask.body());
      byte type = in.readByte();
      byte[] body = body(in);
      step = type == 'p' ? login.answer(body) : login.answerOfType(type);
    }
    if (step instanceof Step.Accepted accepted) {
      for (byte[] body : accepted.bodies()) {
        send(out, 'R', body);
      }
      send(out, 'E', error(LET_IN, "you are in"));
    } else if (step instanceof Step.Refused refused) {
      send(out, 'E', error(refused.sqlState(), refused.message()));
    }
  }

  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    return body;
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(Integer.BYTES + body.length);
    out.write(body);
    out.flush();
  }

  private static byte[] error(String sqlState, String message) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String field : List.of("SFATAL", "VFATAL", "C" + sqlState, "M" + message)) {
      body.writeBytes((field + "\0").getBytes(UTF_8));
    }
    body.write(0);
    return body.toByteArray();
  }
}
