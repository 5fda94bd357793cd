package dev.lagrange.proxy.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that send what comes to their mind, by a seed that is printed and may be given as {@code
 * hostile.seed}, for {@code hostile.seconds}.
 */
final class FuzzIT {

  private static final long SEED = Long.getLong("hostile.seed", 77_000_000);
  private static final int SECONDS = Integer.getInteger("hostile.seconds", 15);
  private static final int CLIENTS = 4;

  private static Leaks leaks;
  private static Canaries canaries;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    leaks = new Leaks();
    canaries = Canaries.start();
    proxy = ProxyOn.start(canaries.cluster(), "maxPoolSize=16&connectionTimeout=5s");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    canaries.close();
    leaks.close();
  }

  @Test
  void whoBehavesIsServedWhateverOthersSend() throws Exception {
    System.out.println("FuzzIT: -Dhostile.seed=" + SEED);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 2);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(SEED + i);
        all.add(threads.submit(() -> attack(random, end)));
      }
      for (String tenant : List.of("a", "b")) {
        Callable<Integer> tenants = () -> behave(tenant, end);
        all.add(threads.submit(tenants));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get(SECONDS + 40L, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    canaries.awaitIdle();
    assertThat(behave("a", System.nanoTime())).isEqualTo(1);
    assertThat(leaks.reported()).as("seed " + SEED).isEmpty();
  }

  private static int attack(Random random, long end) throws IOException {
    Frames frames = new Frames(random);
    int count = 0;
    while (System.nanoTime() < end) {
      count++;
      if (random.nextInt(4) == 0) {
        beforeLogin(random, frames);
      } else {
        afterLogin(random, frames);
      }
    }
    return count;
  }

  private static void beforeLogin(Random random, Frames frames) throws IOException {
    try (WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()))) {
      byte[] startup = Frontend.startup(Canaries.login());
      byte[] first =
          switch (random.nextInt(5)) {
            case 0 -> frames.noise();
            case 1 -> frames.damaged(startup);
            case 2 -> Attack.packet(startup, frames.some());
            case 3 -> Attack.packet(Frontend.sslRequest(), frames.damaged(startup));
            default -> Frontend.cancelRequest(random.nextInt(), new byte[4]);
          };
      client.send(first);
      client.halfClose();
      client.readRest();
    } catch (SocketException e) {
      // the proxy has closed it before all was sent
    }
  }

  private static void afterLogin(Random random, Frames frames) throws IOException {
    try (WireClient client = Canaries.connect(proxy)) {
      int packets = 1 + random.nextInt(6);
      for (int i = 0; i < packets; i++) {
        byte[] some = frames.some();
        client.send(random.nextInt(4) == 0 ? frames.damaged(some) : some);
      }
      if (random.nextInt(8) == 0) {
        client.cancel();
      }
      if (random.nextInt(8) == 0) {
        // what is left open ends with the session, after a while
        client.halfClose();
        client.readRest();
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("a client was not answered, seed " + SEED, e);
    } catch (SocketException e) {
      // the proxy has closed it before all was sent
    }
  }

  /** A tenant sees its own row and no other's, over whichever connection. */
  private static int behave(String tenant, long end) throws IOException {
    int count = 0;
    try (WireClient client = Canaries.connect(proxy)) {
      answer(client, Frontend.query("SET app.tenant = '" + tenant + "'"));
      do {
        count++;
        String read = count % 2 == 0 ? Canaries.READ : Canaries.READ_ON_PRIMARY;
        List<Message> answer = answer(client, Frontend.query(read));
        assertThat(answer.stream().map(Message::outline))
            .as(
                "seed %d, %s",
                SEED, answer.stream().map(one -> new String(one.toBytes(), UTF_8)).toList())
            .containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
        assertThat(new String(answer.get(1).toBytes(), UTF_8))
            .as("seed " + SEED)
            .endsWith("of " + tenant);
      } while (System.nanoTime() < end);
    }
    return count;
  }

  private static List<Message> answer(WireClient client, byte[] request) throws IOException {
    client.send(request);
    return client.readUntil(message -> message.type() == 'Z');
  }
}
