package dev.lagrange.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
public final class Version implements IVersionProvider {

  /** For picocli. */
  public Version() {}

  /** The version alone. */
  public static String number() throws IOException {
    try (InputStream text = Version.class.getResourceAsStream("version.txt")) {
      byte[] bytes = Objects.requireNonNull(text).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"lagrange " + number()};
  }
}
