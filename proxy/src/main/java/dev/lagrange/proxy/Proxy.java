package dev.lagrange.proxy;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.client.Cancels;
import dev.lagrange.proxy.client.ClientHandler;
import dev.lagrange.proxy.client.Greetings;
import dev.lagrange.proxy.client.Shared;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.option.WeakWrites;
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
import java.util.concurrent.atomic.AtomicReference;

/**
 * A proxy that listens: clients that speak PostgreSQL's protocol get the promises that the driver
 * gives. Thread-safe.
 */
public final class Proxy implements AutoCloseable {

  private static final int MOST_WAITING = 64;

  private final EventLoopGroup loops;
  private final ExecutorService waiting;
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Cluster cluster;
  private final Channel listener;

  private Proxy(EventLoopGroup loops, ExecutorService waiting, ProxyOptions options, Ticker ticker)
      throws SQLException {
    this.loops = loops;
    this.waiting = waiting;
    Vendor vendor = Vendors.onClassPath().of(options.url());
    AtomicReference<Backends> backends = new AtomicReference<>();
    List<EventLoop> all = new ArrayList<>();
    loops.forEach(loop -> all.add((EventLoop) loop));
    this.cluster =
        Cluster.open(
            vendor,
            options.url(),
            options.options(),
            ticker,
            RoutingListener.NONE,
            members -> {
              backends.set(
                  new Backends(members, options.options(), ticker, all, Transport.channelType()));
              return backends.get();
            });
    Shared shared =
        new Shared(
            cluster,
            backends.get(),
            options.url().database(),
            options.users(),
            options.method(),
            new Greetings(cluster, backends.get()),
            new Cancels(),
            waiting,
            draining);
    try {
      this.listener = listen(options, shared);
    } catch (SQLException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts a proxy. Blocks until the nodes have answered or failed once.
   *
   * @throws SQLException if the cluster cannot be opened, as the driver does; 22023 for an option
   *     that the proxy has no way to keep; 08001 if the address cannot be listened on
   */
  public static Proxy start(ProxyOptions options) throws SQLException {
    refuseWhatIsNotKept(options.options());
    EventLoopGroup loops = Transport.loops(options.threads());
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor waiting =
        new ThreadPoolExecutor(
            MOST_WAITING,
            MOST_WAITING,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lagrange-proxy-waits-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    waiting.allowCoreThreadTimeOut(true);
    try {
      return new Proxy(loops, waiting, options, Ticker.system());
    } catch (SQLException | RuntimeException e) {
      waiting.shutdownNow();
      end(loops);
      throw e;
    }
  }

  private static void refuseWhatIsNotKept(Options options) throws SQLException {
    if (options.get(OptionTable.STRONG_READS) != StrongReads.PRIMARY) {
      throw refused("strongReads", "primary");
    }
    if (options.get(OptionTable.WEAK_WRITES) != WeakWrites.SYNC) {
      throw refused("weakWrites", "sync");
    }
  }

  private static SQLException refused(String option, String known) {
    return new SQLNonTransientException(
        "'"
            + option
            + "' can only be '"
            + known
            + "' in the proxy: leave it out, or use the driver",
        SqlState.INVALID_OPTION.code());
  }

  private Channel listen(ProxyOptions options, Shared shared) throws SQLException {
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
                  ClientHandler.accept(shared, channel);
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

  /** What is known of the cluster. */
  public Cluster cluster() {
    return cluster;
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
    listener.close().awaitUninterruptibly();
    clients.close().awaitUninterruptibly();
    cluster.close();
    waiting.shutdownNow();
    end(loops);
  }

  private static void end(EventLoopGroup loops) {
    Future<?> ended = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    ended.awaitUninterruptibly();
  }
}
