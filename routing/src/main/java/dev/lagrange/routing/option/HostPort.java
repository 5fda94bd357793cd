package dev.lagrange.routing.option;

import java.util.Locale;

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

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
