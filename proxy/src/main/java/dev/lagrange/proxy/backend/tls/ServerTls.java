package dev.lagrange.proxy.backend.tls;

import dev.lagrange.proxy.auth.ChannelBinding;
import dev.lagrange.proxy.tls.Reloaded;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the proxy's own connections to servers are encrypted, by the options of the URL that pgjdbc
 * has for it: {@code sslmode}, {@code ssl}, {@code sslrootcert}, {@code sslcert}, {@code sslkey},
 * {@code sslpassword}, {@code sslNegotiation} and {@code channelBinding}. Files that change are
 * read again. Thread-safe.
 */
public final class ServerTls {

  /** So long a server that is slow to read may keep a closed connection open, in milliseconds. */
  private static final long FAREWELL_MILLIS = 100;

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private final TlsProperties properties;
  private final Reloaded<SslContext, SQLException> contexts;

  private ServerTls(TlsProperties properties) throws SQLException {
    this.properties = properties;
    this.contexts = new Reloaded<>("TLS to servers", () -> TlsFiles.read(properties));
  }

  /**
   * Reads the options and the files. Blocks for small files.
   *
   * @throws SQLException for what is not valid or cannot be kept, or files that are not to be had
   *     (22023)
   */
  public static ServerTls of(Options options) throws SQLException {
    return of(options.passedThrough(), defaultFolder());
  }

  static ServerTls of(Map<String, String> given, Path folder) throws SQLException {
    TlsProperties properties = TlsProperties.of(given, folder);
    if (given.containsKey("sslrootcert") && !properties.mode().checksCertificate()) {
      log.warn(
          "sslrootcert={} is not used at sslmode={}: only verify-ca and verify-full check"
              + " certificates of servers",
          properties.root(),
          properties.mode().text());
    }
    return new ServerTls(properties);
  }

  /**
   * TLS to other instances of the proxy, whose certificate is not looked at: it has the name of
   * what stands before them.
   *
   * @throws SQLException 22023 if there is none to be had
   */
  public static ServerTls ofPeers() throws SQLException {
    Map<String, String> options = Map.of("sslmode", "require", "sslcert", "", "sslkey", "");
    return of(options, defaultFolder());
  }

  private static Path defaultFolder() {
    String windows = System.getenv("APPDATA");
    boolean onWindows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
    return onWindows && windows != null
        ? Path.of(windows, "postgresql")
        : Path.of(System.getProperty("user.home", ""), ".postgresql");
  }

  /** What is asked for. */
  public SslMode mode() {
    return properties.mode();
  }

  /** Whether TLS begins without being asked for. */
  public boolean isDirect() {
    return properties.direct();
  }

  /** Whether logins are bound to the certificate that a server shows. */
  public ChannelBinding binding() {
    return properties.binding();
  }

  /** Looks at once whether the files have changed. True if another version is in force since. */
  public boolean check() {
    return contexts.check();
  }

  /** Our end of TLS with a server. It has no time limit of its own. */
  public SslHandler handler(ByteBufAllocator allocator, HostPort server) {
    SslHandler handler = context().newHandler(allocator, server.host(), server.port());
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
    return handler;
  }

  SslContext context() {
    return contexts.get();
  }
}
