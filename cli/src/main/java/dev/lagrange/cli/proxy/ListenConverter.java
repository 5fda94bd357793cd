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
    HostPort address = HostPort.of(value);
    if (address != null) {
      return address;
    }
    throw new TypeConversionException(
        "'" + value + "' is no address to listen on: give HOST:PORT, such as 127.0.0.1:6432");
  }
}
