package dev.lagrange.cli.proxy;

import dev.lagrange.cli.TextConverter;
import dev.lagrange.proxy.client.tls.TlsMode;

/** Reads a mode of TLS by its word. */
public final class TlsModeConverter extends TextConverter<TlsMode> {

  /** For picocli. */
  public TlsModeConverter() {
    super(TlsMode::of);
  }
}
