package dev.lagrange.routing.option;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a standby takes connections, made of what its primary knows of it: its name and the address
 * it streams from. Immutable.
 *
 * @param pattern an address in which {@value #NAME} and {@value #CLIENT} stand for those
 */
public record StandbyAddress(String pattern) {

  static final String NAME = "{application_name}";
  static final String CLIENT = "{client_addr}";

  private static final int DEFAULT_PORT = 5432;
  private static final int LONGEST_HOST = 255;

  /** A host, or an IPv6 address in brackets or, without a port, bare; and a port. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[([0-9a-fA-F.:]+)]|([\\p{L}\\p{N}._-]+))(?::([0-9]{1,5}))?|([0-9a-fA-F:]+:[0-9a-fA-F.:]+)");

  /**
   * The address of one standby; empty if what is known of it makes none, such as a name with a
   * space in it.
   *
   * @param name its {@code application_name}
   * @param client the address it streams from; null where that is a socket of the file system
   */
  public Optional<HostPort> of(String name, @Nullable String client) {
    if (client == null && pattern.contains(CLIENT)) {
      return Optional.empty();
    }
    String address = pattern.replace(NAME, name);
    if (client != null) {
      boolean bare = client.indexOf(':') < 0 || pattern.contains("[" + CLIENT + "]");
      address = address.replace(CLIENT, bare ? client : "[" + client + "]");
    }
    return parse(address);
  }

  /** Whether some name and address make one; a name may stand for the host or for the port. */
  boolean isOfUse() {
    return (pattern.contains(NAME) || pattern.contains(CLIENT))
        && (parse(pattern.replace(NAME, "name").replace(CLIENT, "10.0.0.1")).isPresent()
            || parse(pattern.replace(NAME, "1").replace(CLIENT, "10.0.0.1")).isPresent());
  }

  private static Optional<HostPort> parse(String address) {
    Matcher form = FORM.matcher(address);
    if (address.length() > LONGEST_HOST || !form.matches()) {
      return Optional.empty();
    }
    if (form.group(4) != null) {
      return Optional.of(new HostPort(form.group(4), DEFAULT_PORT));
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    int port = form.group(3) == null ? DEFAULT_PORT : Integer.parseInt(form.group(3));
    return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new HostPort(host, port));
  }
}
