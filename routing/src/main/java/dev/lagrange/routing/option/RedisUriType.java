package dev.lagrange.routing.option;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Where a Redis server is. It may hold a password, so that nothing shows it. */
record RedisUriType() implements OptionType<String> {

  private static final Set<String> SCHEMES = Set.of("redis", "rediss");

  @Override
  public String parse(String text) {
    check(text);
    return text;
  }

  @Override
  public String print(String value) {
    return "***";
  }

  @Override
  public void check(String value) {
    if (!isServer(value)) {
      throw new IllegalArgumentException(
          "the value, which is not shown for its password, is not %s; percent-encode what is special in the password"
              .formatted(describe()));
    }
  }

  private static boolean isServer(String value) {
    try {
      URI uri = new URI(value);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      return SCHEMES.contains(scheme) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  @Override
  public String describe() {
    return "redis://[[user]:password@]host[:port][/database], or rediss: for TLS";
  }

  @Override
  public boolean secret() {
    return true;
  }
}
