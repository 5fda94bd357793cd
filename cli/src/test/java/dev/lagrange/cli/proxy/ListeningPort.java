package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Child;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a proxy that was started as a process listens. */
final class ListeningPort {

  private static final Pattern PORT = Pattern.compile("port=(\\d+) dbname=app user=app");

  private ListeningPort() {}

  /** Waits until it says so. */
  static int of(Child proxy) {
    proxy.awaitOutput("user=app");
    Matcher port = PORT.matcher(proxy.output());
    assertThat(port.find()).as(proxy.output()).isTrue();
    return Integer.parseInt(port.group(1));
  }
}
