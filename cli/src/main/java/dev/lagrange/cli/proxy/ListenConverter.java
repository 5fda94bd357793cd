package dev.lagrange.cli.proxy;

import dev.lagrange.routing.option.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address to listen on. */
public final class ListenConverter implements ITypeConverter<HostPort> {

  /** For picocli. */
  public ListenConverter() {}

  @Override
  public HostPort convert(String value) {
    int colon = value.lastIndexOf(':');
    try {
      int port = Integer.parseInt(value.substring(colon + 1));
      String host = colon < 0 ? "" : value.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (!host.isEmpty() && port >= 0 && port <= 65_535) {
        return new HostPort(host, port);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "'" + value + "' is no address to listen on: give HOST:PORT, such as 127.0.0.1:6432");
  }
}
