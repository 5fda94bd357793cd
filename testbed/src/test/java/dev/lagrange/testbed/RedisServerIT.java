package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisServerIT {

  @BeforeAll
  static void find() {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
  }

  @Test
  void restartedServerHasNothingLeftAtTheSameAddress() throws IOException {
    try (RedisServer redis = RedisServer.start()) {
      String url = redis.url();
      assertThat(ask(redis, "SET key value")).isEqualTo("+OK");
      assertThat(ask(redis, "EXISTS key")).isEqualTo(":1");
      redis.kill();
      assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(IOException.class);
      redis.restart();

      assertThat(ask(redis, "EXISTS key")).isEqualTo(":0");
      assertThat(redis.url()).isEqualTo(url);
    }
  }

  @Test
  void serverWithAPasswordLetsNobodyInWithout() throws IOException {
    try (RedisServer redis = RedisServer.start("sesame")) {
      assertThat(ask(redis, "PING")).startsWith("-NOAUTH");
      assertThat(ask(redis, "AUTH sesame")).isEqualTo("+OK");
      assertThat(redis.url()).startsWith("redis://:sesame@127.0.0.1:");
      assertThat(redis.url("barley")).contains(":barley@");
    }
  }

  private static String ask(RedisServer redis, String command) throws IOException {
    try (Socket socket = new Socket(Link.LOOPBACK, redis.link().port())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (answer == null) {
        throw new IOException("no answer");
      }
      return answer;
    }
  }
}
