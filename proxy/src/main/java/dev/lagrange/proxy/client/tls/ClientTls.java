package dev.lagrange.proxy.client.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lagrange.proxy.tls.Reloaded;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS between clients and a proxy. When its files change they are read again; if that version is
 * bad, the one before stays. Connections that are open go on as they are. Thread-safe.
 */
public final class ClientTls {

  private static final ClientTls NONE = new ClientTls(TlsMode.DISABLE, null);

  private final TlsMode mode;
  private final @Nullable Reloaded<TlsEnd, RuntimeException> ends;

  private ClientTls(TlsMode mode, @Nullable Reloaded<TlsEnd, RuntimeException> ends) {
    this.mode = mode;
    this.ends = ends;
  }

  private record Version(TlsFiles files, TlsFiles.Content read)
      implements Reloaded.Version<TlsEnd, RuntimeException> {

    @Override
    public List<byte[]> content() {
      return Stream.of(read.certificate(), read.key(), read.authorities())
          .map(text -> text.getBytes(ISO_8859_1))
          .toList();
    }

    @Override
    public TlsEnd make() {
      return TlsEnd.of(files, read);
    }
  }

  /** No TLS. */
  public static ClientTls none() {
    return NONE;
  }

  /**
   * TLS by a certificate. Blocks while the files are read.
   *
   * @throws IllegalArgumentException if one of them cannot be read, is no certificate or key, does
   *     not belong to the others, or others may read the key; or if certificates of clients are
   *     demanded and there is no authority for them (SQLSTATE 22023 at the boundary)
   */
  public static ClientTls of(TlsMode mode, TlsFiles files) {
    if (mode == TlsMode.DISABLE) {
      return NONE;
    }
    if (mode == TlsMode.VERIFY && files.authorities() == null) {
      throw new IllegalArgumentException(
          "TLS mode 'verify' needs a file with who signs clients' certificates: name one, or choose"
              + " 'require'");
    }
    return new ClientTls(
        mode,
        new Reloaded<>(
            "TLS to clients, by " + files.certificate(), () -> new Version(files, files.read())));
  }

  /** Which clients need it. */
  public TlsMode mode() {
    return mode;
  }

  /** What new connections are to be encrypted with; null without TLS. */
  public @Nullable TlsEnd end() {
    return ends == null ? null : ends.get();
  }

  /** Looks at once whether the files have changed. True if another version is in force since. */
  public boolean check() {
    return ends != null && ends.check();
  }
}
