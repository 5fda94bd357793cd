package dev.lagrange.cli.proxy;

import dev.lagrange.cli.TextConverter;
import dev.lagrange.proxy.client.Pooling;

/** Reads how long clients have their connections, by its word. */
public final class PoolingConverter extends TextConverter<Pooling> {

  /** For picocli. */
  public PoolingConverter() {
    super(Pooling::of);
  }
}
