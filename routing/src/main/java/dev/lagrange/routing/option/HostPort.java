package dev.lagrange.routing.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address of a node. Immutable.
 *
 * @param host a name or an address, in lower case; an IPv6 address without its brackets
 * @param port from 1 to 65535
 */
public record HostPort(String host, int port) {

  /** Puts the host in lower case, so that two spellings of one node are equal. */
  public HostPort {
    host = host.toLowerCase(Locale.ROOT);
  }

  /**
   * What {@code host:port} says; an IPv6 address may be in brackets. Null if it says nothing of the
   * kind; the port may be 0.
   */
  public static @Nullable HostPort of(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = colon < 0 ? "" : text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return host.isBlank() || port < 0 || port > 65_535 ? null : new HostPort(host, port);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
