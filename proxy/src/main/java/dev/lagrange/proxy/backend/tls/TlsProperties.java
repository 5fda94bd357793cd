package dev.lagrange.proxy.backend.tls;

import dev.lagrange.proxy.auth.ChannelBinding;
import dev.lagrange.routing.error.SqlState;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the URL that TLS to servers depends on, with pgjdbc's meaning and defaults.
 *
 * @param direct whether TLS begins without being asked for ({@code sslNegotiation=direct})
 * @param root the certificates that are trusted; used where the mode checks them
 * @param certificate of the proxy; null for none
 * @param key of that certificate; null for none
 * @param required whether these two have to be there; else they may
 * @param password of the key; null for none
 */
record TlsProperties(
    SslMode mode,
    boolean direct,
    ChannelBinding binding,
    Path root,
    @Nullable Path certificate,
    @Nullable Path key,
    boolean required,
    @Nullable String password) {

  /** What the proxy has no way to keep, and what does instead. */
  private static final Map<String, String> NOT_KEPT =
      new TreeMap<>(
          Map.of(
              "sslfactory", "give the files by 'sslrootcert', 'sslcert' and 'sslkey'",
              "sslfactoryarg", "give the files by 'sslrootcert', 'sslcert' and 'sslkey'",
              "sslhostnameverifier", "use sslmode=verify-full, or sslmode=verify-ca",
              "sslpasswordcallback", "use 'sslpassword', or a key without a password",
              "socketFactory", "leave it out",
              "socketFactoryArg", "leave it out",
              "requireAuth", "use channelBinding=require, by which only SCRAM will do",
              "service", "name in the URL what the service file has"));

  /**
   * Reads them.
   *
   * @param folder where the files are that no property names
   * @throws SQLException for what is not valid, or cannot be kept (22023)
   */
  static TlsProperties of(Map<String, String> given, Path folder) throws SQLException {
    for (Map.Entry<String, String> refused : NOT_KEPT.entrySet()) {
      String value = given.get(refused.getKey());
      if (value != null) {
        throw refused(
            refused.getKey(), value, "the proxy has no way to keep it", refused.getValue());
      }
    }
    String gss = given.getOrDefault("gssEncMode", "");
    if (gss.equalsIgnoreCase("require")) {
      throw refused("gssEncMode", gss, "the proxy speaks no GSSAPI", "use sslmode=require");
    }
    SslMode mode = mode(given);
    boolean direct = direct(given, mode);
    ChannelBinding binding = binding(given, mode);
    Path root = path(given, "sslrootcert", folder.resolve("root.crt"));
    Path certificate = path(given, "sslcert", folder.resolve("postgresql.crt"));
    Path key = path(given, "sslkey", folder.resolve("postgresql.pk8"));
    return new TlsProperties(
        mode,
        direct,
        binding,
        root == null ? folder.resolve("root.crt") : root,
        key == null || isBundle(key) ? null : certificate,
        certificate == null && !isBundle(key) ? null : key,
        given.containsKey("sslcert") || given.containsKey("sslkey"),
        given.get("sslpassword"));
  }

  private static SslMode mode(Map<String, String> given) throws SQLException {
    String text = given.get("sslmode");
    if (text == null) {
      String tls = given.getOrDefault("ssl", "false");
      return tls.isEmpty() || Boolean.parseBoolean(tls) ? SslMode.VERIFY_FULL : SslMode.PREFER;
    }
    for (SslMode mode : SslMode.values()) {
      if (mode.text().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw refused(
        "sslmode",
        text,
        "it is none that there is",
        "use disable, allow, prefer, require, verify-ca or verify-full");
  }

  private static boolean direct(Map<String, String> given, SslMode mode) throws SQLException {
    String text = given.getOrDefault("sslNegotiation", "postgres");
    if (text.equalsIgnoreCase("postgres")) {
      return false;
    }
    if (!text.equalsIgnoreCase("direct")) {
      throw refused("sslNegotiation", text, "it is none that there is", "use postgres or direct");
    }
    if (mode == SslMode.DISABLE) {
      throw refused("sslNegotiation", text, "sslmode=disable has no TLS", "use sslmode=require");
    }
    return true;
  }

  private static ChannelBinding binding(Map<String, String> given, SslMode mode)
      throws SQLException {
    String text = given.getOrDefault("channelBinding", "prefer");
    ChannelBinding binding;
    try {
      binding = ChannelBinding.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw refused(
          "channelBinding", text, "it is none that there is", "use disable, prefer or require");
    }
    if (binding == ChannelBinding.REQUIRE && !mode.beginsEncrypted()) {
      throw refused(
          "channelBinding",
          text,
          "connections without TLS have none, and sslmode=" + mode.text() + " begins with those",
          "use sslmode=require");
    }
    return binding;
  }

  /** Null if it is given as nothing. */
  private static @Nullable Path path(Map<String, String> given, String option, Path byDefault)
      throws SQLException {
    String text = given.get(option);
    if (text == null) {
      return byDefault;
    }
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      throw refused(option, text, "it is no path", "give the path of a file");
    }
  }

  /** Whether a file has a key with its certificate. */
  private static boolean isBundle(@Nullable Path key) {
    String name = key == null ? "" : key.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx");
  }

  static SQLException refused(String option, String value, String why, String remedy) {
    return new SQLNonTransientException(
        "'%s=%s' of the URL cannot be kept by the proxy: %s; %s"
            .formatted(option, value, why, remedy),
        SqlState.INVALID_OPTION.code());
  }
}
