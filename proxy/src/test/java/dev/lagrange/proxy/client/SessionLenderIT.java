package dev.lagrange.proxy.client;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.NodeConnections;
import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.backend.Errand;
import dev.lagrange.proxy.backend.Expected;
import dev.lagrange.proxy.backend.HostNames;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a client's own connection where no test of a whole proxy gets at it. */
@Timeout(120)
final class SessionLenderIT {

  private static final NodeState PRIMARY = primary("node");
  private static final NodeState NEXT = primary("next");
  private static final NodeState OTHER = NodeState.unknown(new NodeId("other"));
  private static final String OURS = "usename = '" + PostgresCluster.APP_USER + "'";
  private static final String CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE " + OURS;

  private static PostgresCluster cluster;
  private static MultiThreadIoEventLoopGroup loops;

  private EventLoop loop;
  private Backends backends;
  private BackendKey key;
  private SessionLender lender;
  private Connection direct;
  private @Nullable Backend served;
  private @Nullable NodeId lost;
  private boolean writable;
  private int heard;

  private static NodeState primary(String name) {
    return new NodeState(
        new NodeId(name), Role.PRIMARY, true, null, null, null, 0, null, 0, Duration.ZERO);
  }

  /** Both nodes are the one server that there is. */
  private record Members(HostPort server) implements NodeConnections.Members {
    @Override
    public HostPort address(NodeId node) {
      return server;
    }

    @Override
    public boolean isLive(NodeId node) {
      return true;
    }

    @Override
    public NodeState primary() {
      return PRIMARY;
    }

    @Override
    public NodeState awaitPrimary(Duration limit) {
      return PRIMARY;
    }
  }

  private final class Client implements SessionLender.Client {
    @Override
    public @Nullable Backend served() {
      return served;
    }

    @Override
    public int processId() {
      return 1;
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public void hears(ByteBuf messages, boolean fatal) {
      messages.release();
      heard++;
    }

    @Override
    public void loses(NodeId node) {
      lost = node;
    }
  }

  @BeforeAll
  static void startServer() {
    cluster = PostgresCluster.builder().start();
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stopServer() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    cluster.close();
  }

  @BeforeEach
  void start() throws SQLException {
    loop = loops.next();
    writable = true;
    heard = 0;
    Options options = Vendors.onClassPath().options(Vendors.parse(cluster.driverUrl()), Map.of());
    HostPort server = new HostPort(cluster.primary().host(), cluster.primary().port());
    backends =
        new Backends(
            new Members(server),
            options,
            Ticker.system(),
            List.of(loop),
            NioSocketChannel.class,
            ServerTls.of(options),
            new HostNames(Runnable::run));
    key =
        new BackendKey(
            Map.of("user", PostgresCluster.APP_USER, "database", PostgresCluster.DATABASE),
            Credential.ofPassword(PostgresCluster.APP_PASSWORD));
    lender = new SessionLender(backends, loop, key, new Client());
    direct = cluster.primary().connectAsSuperuser();
  }

  @AfterEach
  void stop() throws Exception {
    served = null;
    run(() -> lender.close());
    backends.close();
    awaitConnections(0);
    direct.close();
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    return loop.submit(action).get();
  }

  private void run(Runnable action) throws Exception {
    loop.submit(action).get();
  }

  private void release(Backend backend) throws Exception {
    run(() -> lender.release(backend));
  }

  private Backend acquire(NodeState node) throws Exception {
    return onLoop(() -> lender.acquire(node)).get();
  }

  private String refusal(NodeState node) throws Exception {
    try {
      acquire(node);
      return "none";
    } catch (ExecutionException e) {
      return ((SQLException) e.getCause()).getSQLState();
    }
  }

  /** Leaves something there. */
  private Backend rests(boolean withState) throws Exception {
    Backend backend = acquire(PRIMARY);
    return onLoop(
        () -> {
          if (withState) {
            backend.changed();
          }
          lender.release(backend);
          return backend;
        });
  }

  private void awaitConnections(int many) {
    Await.until(
        many + " connections",
        Await.PATIENCE,
        () -> value(direct, CONNECTIONS).equals(Integer.toString(many)));
  }

  @Test
  void theSameOneServesAgainAndEndsWithItsClient() throws Exception {
    Backend backend = rests(true);
    for (int i = 0; i < 3; i++) {
      assertThat(acquire(PRIMARY)).isSameAs(backend);
      release(backend);
    }
    awaitConnections(1);
    run(() -> lender.close());
    awaitConnections(0);
  }

  @Test
  void aNodeThatLeavesIsLeftUnlessSomethingWouldBeLost() throws Exception {
    rests(false);
    awaitConnections(1);
    backends.drain(PRIMARY.id());
    awaitConnections(0);

    Backend bound = rests(true);
    backends.drain(PRIMARY.id());
    assertThat(acquire(PRIMARY)).isSameAs(bound);
    release(bound);
    assertThat(bound.isOpen()).isTrue();
  }

  @Test
  void oneThatIsInUseWhileItsNodeLeavesIsNotKept() throws Exception {
    Backend backend = acquire(PRIMARY);
    backends.drain(PRIMARY.id());
    run(() -> {}); // after that
    assertThat(backend.isOpen()).isTrue();
    release(backend);
    awaitConnections(0);
  }

  @Test
  void oneThatIsInUseWhileItsNodeLeavesAndComesBackIsNotKept() throws Exception {
    Backend backend = acquire(PRIMARY);
    backends.drain(PRIMARY.id());
    Backend another = onLoop(() -> backends.acquire(loop, PRIMARY.id(), key)).get();
    awaitConnections(2);
    release(backend);
    awaitConnections(1);
    assertThat(another.isOpen()).isTrue();
    run(() -> backends.release(another));
  }

  @Test
  void aCancelOfWhatRanBeforeIsAwaited() throws Exception {
    Backend backend = rests(true);
    CompletableFuture<Backend> next =
        onLoop(
            () -> {
              backends.cancel(loop, backend, () -> {});
              CompletableFuture<Backend> asked = lender.acquire(PRIMARY);
              assertThat(asked).isNotDone();
              return asked;
            });
    assertThat(next.get()).isSameAs(backend);
  }

  @Test
  void whoDoesNotReadIsSentNoMoreUntilItDoes() throws Exception {
    Backend backend = acquire(PRIMARY);
    ask(backend, "LISTEN news");
    run(
        () -> {
          backend.changed();
          lender.release(backend);
          writable = false;
        });
    execute(direct, "NOTIFY news"); // one is on its way before that is seen
    Await.until("the first", Await.PATIENCE, () -> onLoop(() -> heard) == 1);
    execute(direct, "NOTIFY news");
    ask(onLoop(() -> lender.acquire(OTHER)).get(), "SELECT 1"); // would come after it
    assertThat(onLoop(() -> heard)).isEqualTo(1);
    run(
        () -> {
          writable = true;
          lender.resume();
        });
    Await.until("the second", Await.PATIENCE, () -> onLoop(() -> heard) == 2);
  }

  @Test
  void anotherPrimaryServesOnlyWhoLosesNothing() throws Exception {
    Backend backend = rests(false);
    Backend other = acquire(NEXT);
    assertThat(other).isNotSameAs(backend);
    assertThat(other.node()).isEqualTo(NEXT.id());
    awaitConnections(1);
    run(
        () -> {
          other.changed();
          lender.release(other);
        });
    assertThat(refusal(PRIMARY)).isEqualTo("40001");
    assertThat(acquire(NEXT)).isSameAs(other);
  }

  @Test
  void whatLeadsToWhoRulesNoMoreIsNotUsed() throws Exception {
    Backend backend = acquire(PRIMARY);
    run(() -> lender.drop(backend));
    Backend second = rests(true);
    assertThat(second).isNotSameAs(backend);
    assertThat(acquire(PRIMARY)).isSameAs(second);
    run(() -> lender.drop(second));
    assertThat(refusal(PRIMARY)).isEqualTo("40001");
  }

  @Test
  void aSearchThatWasCancelledTakesNothingAway() throws Exception {
    List<CompletableFuture<Backend>> both =
        onLoop(() -> List.of(lender.acquire(PRIMARY), lender.acquire(PRIMARY)));
    Backend first = both.get(0).get();
    assertThat(both.get(1).get()).isSameAs(first);
    CompletableFuture<Character> answer =
        onLoop(
            () -> {
              served = first;
              CompletableFuture<Character> asked = new Asking(first).ask("SELECT 1");
              lender.release(first); // the one that was cancelled
              return asked;
            });
    assertThat(answer.get()).isEqualTo('I');
  }

  @Test
  void aSearchThatWasCancelledTakesNobodyToAnotherNode() throws Exception {
    List<CompletableFuture<Backend>> both =
        onLoop(
            () -> {
              CompletableFuture<Backend> cancelled = lender.acquire(PRIMARY);
              cancelled.thenAccept(backend -> lender.release(backend));
              return List.of(cancelled, lender.acquire(NEXT));
            });
    Backend next = both.get(1).get();
    assertThat(next.node()).isEqualTo(NEXT.id());
    both.get(0).handle((backend, failure) -> true).get();
    assertThat(acquire(NEXT)).isSameAs(next);
    assertThat(next.isOpen()).isTrue();
    // closed if it was there first, else as new as it came, for anybody
    assertThat(onLoop(() -> backends.outstanding(PRIMARY.id()))).isZero();
  }

  @Test
  void whatNobodyWantsAnAnswerOfIsEndedBeforeTheNext() throws Exception {
    Backend backend = acquire(PRIMARY);
    CompletableFuture<Backend> next =
        onLoop(
            () -> {
              StatementText statement = StatementText.of("SELECT 1");
              ByteBuf parse = Frontend.parse(backend.allocator(), "", statement);
              backend.parse(parse, statement, 0);
              backend.flush();
              lender.leave(backend);
              CompletableFuture<Backend> asked = lender.acquire(PRIMARY);
              assertThat(asked).isNotDone();
              return asked;
            });
    assertThat(next.get()).isSameAs(backend);
    assertThat(onLoop(backend::isIdle)).isTrue();
  }

  /** Asks something, and knows once it is answered. */
  private static final class Asking extends Errand {
    private final CompletableFuture<Character> ready = new CompletableFuture<>();

    Asking(Backend backend) {
      super(backend);
    }

    CompletableFuture<Character> ask(String sql) {
      backend().lend(this);
      backend().send(Requests.query(backend().allocator(), sql), Expected.QUERY);
      backend().flush();
      return ready;
    }

    @Override
    public void ready(char status) {
      ready.complete(status);
    }
  }

  private void ask(Backend backend, String sql) throws Exception {
    onLoop(() -> new Asking(backend).ask(sql)).get();
  }

  @Test
  void whoIsBeingAnsweredIsToldOnceThatIsOver() throws Exception {
    rests(true);
    Backend replica = onLoop(() -> lender.acquire(OTHER)).get();
    run(() -> served = replica);
    awaitConnections(2);
    cluster.primary().endSessions(OURS);
    awaitConnections(0);
    Await.until("the end to be seen", Await.PATIENCE, () -> !refusal(PRIMARY).equals("none"));
    assertThat(lost).isNull();
    run(
        () -> {
          served = null;
          lender.release(replica);
        });
    assertThat(lost).isEqualTo(PRIMARY.id());
    assertThat(refusal(PRIMARY)).isEqualTo("08006");
    assertThat(refusal(OTHER)).isEqualTo("08006");
  }
}
