package dev.lagrange.proxy.hostile;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.copyData;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that go at any point leave no server connection busy, no thread and no buffer. */
final class ChurnIT {

  private static final long SEED = Long.getLong("hostile.seed", 77_000_000);
  private static final int CLIENTS = Integer.getInteger("hostile.clients", 600);
  private static final int AT_ONCE = 4;

  /** Loops, threads that wait, and the one that looks at certificates; no name is looked up. */
  private static final int MOST_THREADS = 2 + 64 + 1;

  private static Canaries canaries;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    canaries = Canaries.start();
  }

  @AfterAll
  static void stop() {
    canaries.close();
  }

  @ParameterizedTest
  @EnumSource
  void whoGoesLeavesNothing(Pooling pooling) throws Exception {
    System.out.println("ChurnIT: -Dhostile.seed=" + SEED);
    Set<Thread> others = proxyThreads(); // of proxies before this one
    try (Leaks leaks = new Leaks();
        ProxyOn started =
            ProxyOn.start(canaries.cluster(), "maxPoolSize=16&connectionTimeout=10s", pooling)) {
      proxy = started;
      manyComeAndGo();
      Set<Thread> own = proxyThreads();
      own.removeAll(others);
      assertThat(own).as("threads of the proxy").hasSizeLessThanOrEqualTo(MOST_THREADS);
      assertThat(leaks.reported()).as("seed " + SEED).isEmpty();
    }
  }

  private static void manyComeAndGo() throws Exception {
    come(new Random(SEED), 50);
    canaries.awaitIdle();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<?>> all = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        Random random = new Random(SEED + 1 + i);
        all.add(
            threads.submit(
                () -> {
                  come(random, CLIENTS / AT_ONCE);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    canaries.awaitIdle();
    try (WireClient client = Canaries.connect(proxy)) {
      client.send(query("SELECT count(*) FROM scratch WHERE v = 'of a client that went'"));
      List<Message> answer = client.readUntil(message -> message.type() == 'Z');
      assertThat(answer.stream().map(Message::outline))
          .containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
      assertThat(answer.get(1).toBytes()).endsWith('0');
    }
  }

  /** The negative control: one lost buffer is noticed. */
  @Test
  void aLostBufferIsReported() {
    try (Leaks control = new Leaks()) {
      Leaks.lose();
      assertThat(control.reported()).hasSize(1);
    }
  }

  private static Set<Thread> proxyThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lagrange-proxy"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void come(Random random, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try {
        comeAndGo(random);
      } catch (SocketException e) {
        // the proxy was first
      }
    }
  }

  private static void comeAndGo(Random random) throws IOException {
    int point = random.nextInt(9);
    if (point == 0) {
      try (WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()))) {
        byte[] startup = Frontend.startup(Canaries.login());
        client.send(Arrays.copyOf(startup, random.nextInt(startup.length + 1)));
      }
      return;
    }
    String insert = "INSERT INTO scratch VALUES (1, 'of a client that went')";
    try (WireClient client = Canaries.connect(proxy)) {
      switch (point) {
        case 1 -> client.send(query("SELECT pg_sleep(0.3)"));
        case 2 -> client.send(query("SELECT repeat('x', 1000) FROM generate_series(1, 5000)"));
        case 3 -> {
          client.send(query("BEGIN; " + insert));
          if (random.nextBoolean()) {
            client.readUntil(message -> message.type() == 'Z');
          }
        }
        case 4 -> {
          client.send(query("COPY scratch FROM STDIN"));
          client.read();
          client.send(copyData("1\tof a client that went\n"));
        }
        case 5 -> client.send(Attack.packet(parse("", "SELECT 1"), flush()));
        case 6 -> client.send(Attack.packet(parse("", insert), bind("", ""), execute(""), flush()));
        case 7 -> {
          client.send(query("COPY (SELECT generate_series(1, 20000)) TO STDOUT"));
          client.read();
        }
        default -> client.send(query("LISTEN churn"));
      }
    }
  }
}
