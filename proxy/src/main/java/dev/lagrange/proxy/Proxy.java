package dev.lagrange.proxy;

import dev.lagrange.control.EverySecond;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.backend.HostNames;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.client.Cancels;
import dev.lagrange.proxy.client.ClientHandler;
import dev.lagrange.proxy.client.Databases;
import dev.lagrange.proxy.client.Shared;
import dev.lagrange.proxy.client.limit.ClientPlaces;
import dev.lagrange.proxy.client.limit.IdleClients;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.proxy.peer.PeerCancels;
import dev.lagrange.proxy.session.NamedSessions;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.WeakWrites;
import dev.lagrange.routing.spelling.Quote;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that listens: clients that speak PostgreSQL's protocol get the promises that the driver
 * gives. Thread-safe.
 */
public final class Proxy implements AutoCloseable {

  private static final int MOST_WAITING = 64;
  private static final int MOST_ASKING = 16;

  private final EventLoopGroup loops;
  private final ExecutorService waiting;
  private final ExecutorService asking; // for the addresses of servers
  private final HostNames names;
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final List<OpenDatabase> databases = new ArrayList<>(); // complete once it has started
  private final PeerCancels peers;
  private final Channel listener;
  private final EverySecond files;

  private Proxy(
      EventLoopGroup loops,
      ExecutorService waiting,
      ExecutorService asking,
      ProxyOptions options,
      Ticker ticker)
      throws SQLException {
    this.loops = loops;
    this.waiting = waiting;
    this.asking = asking;
    this.names = new HostNames(asking);
    List<EventLoop> all = new ArrayList<>();
    loops.forEach(loop -> all.add((EventLoop) loop));
    boolean encrypted = options.tls().mode() != TlsMode.DISABLE;
    this.peers = new PeerCancels(options.peers(), Transport.channelType(), encrypted, ticker);
    Cancels cancels = new Cancels(peers);
    ClientPlaces places = new ClientPlaces(options.limits(), ticker);
    IdleClients idle = new IdleClients(options.limits(), ticker);
    List<Shared> shared = new ArrayList<>();
    try {
      for (ServedDatabase served : options.databases()) {
        OpenDatabase opened = open(served, options, ticker, all);
        databases.add(opened);
        shared.add(opened.shared(options, places, idle, cancels, waiting, draining));
      }
      this.listener = listen(options, new Databases(shared));
    } catch (SQLException | RuntimeException e) {
      databases.forEach(OpenDatabase::close);
      peers.close();
      throw e;
    }
    this.files =
        EverySecond.start(
            "lagrange-proxy-files",
            () -> {
              options.tls().check();
              databases.forEach(OpenDatabase::checkFiles);
            });
  }

  private OpenDatabase open(
      ServedDatabase served, ProxyOptions options, Ticker ticker, List<EventLoop> all)
      throws SQLException {
    try {
      return OpenDatabase.open(served, ticker, all, waiting, names);
    } catch (SQLException e) {
      throw of(served, options, e);
    }
  }

  /** Says which of several databases it is that something is wrong with. */
  private static SQLException of(ServedDatabase served, ProxyOptions options, SQLException e) {
    return options.databases().size() == 1
        ? e
        : new SQLException(
            "Database " + Quote.of(served.name()) + ": " + e.getMessage(), e.getSQLState(), e);
  }

  /**
   * Starts a proxy. Blocks until the nodes of each database have answered or failed once: it starts
   * with all of them, or not at all.
   *
   * @throws SQLException if a cluster cannot be opened, as the driver does; 22023 for an option
   *     that the proxy has no way to keep; 08001 if the address cannot be listened on
   */
  public static Proxy start(ProxyOptions options) throws SQLException {
    refuseWhatCannotBe(options);
    EventLoopGroup loops = Transport.loops(options.threads());
    ExecutorService waiting = threads("lagrange-proxy-waits-", MOST_WAITING);
    // of their own, since whoever waits for a server may have taken all of those
    ExecutorService asking = threads("lagrange-proxy-names-", MOST_ASKING);
    try {
      return new Proxy(loops, waiting, asking, options, Ticker.system());
    } catch (SQLException | RuntimeException e) {
      asking.shutdownNow();
      waiting.shutdownNow();
      end(loops);
      throw e;
    }
  }

  private static ExecutorService threads(String name, int most) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Checks what can be without a server. Blocks for small files.
   *
   * @throws SQLException 22023, as {@link #start}
   */
  public static void check(ProxyOptions options) throws SQLException {
    refuseWhatCannotBe(options);
    for (ServedDatabase served : options.databases()) {
      try {
        ServerTls.of(served.options());
      } catch (SQLException e) {
        throw of(served, options, e);
      }
    }
  }

  private static void refuseWhatCannotBe(ProxyOptions options) throws SQLException {
    for (ServedDatabase served : options.databases()) {
      try {
        refuseWhatIsNotKept(served.options());
      } catch (SQLException e) {
        throw of(served, options, e);
      }
    }
    refuseWhatLetsNobodyIn(options);
  }

  private static void refuseWhatIsNotKept(Options options) throws SQLException {
    if (options.get(OptionTable.WEAK_WRITES) != WeakWrites.SYNC) {
      throw new SQLNonTransientException(
          "'weakWrites' can only be 'sync' in the proxy: leave it out, or use the driver",
          SqlState.INVALID_OPTION.code());
    }
  }

  private static void refuseWhatLetsNobodyIn(ProxyOptions options) throws SQLException {
    LoginMethod method = options.method();
    TlsMode mode = options.tls().mode();
    TlsMode least = TlsMode.leastFor(method);
    if (mode.compareTo(least) < 0) {
      throw new SQLNonTransientException(
          "Login method '%s' needs TLS mode '%s', not '%s': give the proxy a certificate%s, or choose 'scram-sha-256'"
              .formatted(
                  method.word(),
                  least.word(),
                  mode.word(),
                  least == TlsMode.VERIFY ? " and the authority of its clients" : ""),
          SqlState.INVALID_OPTION.code());
    }
  }

  private Channel listen(ProxyOptions options, Databases served) throws SQLException {
    try {
      return new ServerBootstrap()
          .group(loops)
          .channel(Transport.serverType())
          .option(ChannelOption.SO_BACKLOG, 4096)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true)
          .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .childOption(
              ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 128 << 10))
          .childHandler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  clients.add(channel);
                  ClientHandler.accept(served, channel);
                }
              })
          .bind(options.listen().host(), options.listen().port())
          .sync()
          .channel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the proxy began to listen", "57014", e);
    } catch (Exception e) {
      throw new SQLException(
          "The proxy cannot listen on "
              + options.listen()
              + ": "
              + e.getMessage()
              + "; give another address",
          SqlState.NOT_CONNECTED.code(),
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * The sessions that clients of a database have named.
   *
   * @throws IllegalArgumentException if it is not served
   */
  public NamedSessions sessions(String database) {
    return find(database).sessions();
  }

  /**
   * What is known of the cluster of a database.
   *
   * @throws IllegalArgumentException if it is not served
   */
  public Cluster cluster(String database) {
    return find(database).cluster();
  }

  private OpenDatabase find(String name) {
    return databases.stream()
        .filter(database -> database.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no database " + Quote.of(name) + " is served"));
  }

  /**
   * Takes no more clients, and sends those away that have no transaction open, as soon as that is
   * so. Blocks until all are gone.
   *
   * @return false if they are not within a limit
   */
  public boolean drain(Duration limit) {
    listener.close().awaitUninterruptibly();
    draining.set(true);
    clients.forEach(ClientHandler::drain);
    return clients.newCloseFuture().awaitUninterruptibly(limit.toMillis());
  }

  /** Sends every client away, and closes every connection to a server. Blocks for some seconds. */
  @Override
  public void close() {
    files.close();
    peers.close();
    listener.close().awaitUninterruptibly();
    clients.close().awaitUninterruptibly();
    databases.forEach(OpenDatabase::close);
    asking.shutdownNow();
    waiting.shutdownNow();
    end(loops);
  }

  private static void end(EventLoopGroup loops) {
    Future<?> ended = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    ended.awaitUninterruptibly();
  }
}
