package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Quote;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Addresses of REST servers, separated by commas; each {@code http://host:port}, {@code https:} or
 * just a host and a port.
 */
record RestAddressesType(int defaultPort) implements OptionType<List<RestAddress>> {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(https?)://)?(?:\\[([0-9a-fA-F.:]+)]|([\\p{L}\\p{N}._-]+))(?::([0-9]{1,5}))?/?");

  @Override
  public List<RestAddress> parse(String text) {
    Set<RestAddress> addresses = new LinkedHashSet<>();
    for (String entry : text.split(",", -1)) {
      addresses.add(address(entry.strip()));
    }
    return List.copyOf(addresses);
  }

  private RestAddress address(String entry) {
    Matcher form = FORM.matcher(entry);
    if (!form.matches()) {
      throw refused(entry);
    }
    String host = form.group(2) == null ? form.group(3) : form.group(2);
    int port = form.group(4) == null ? defaultPort : Integer.parseInt(form.group(4));
    if (port < 1 || port > 65_535) {
      throw refused(entry);
    }
    String scheme = form.group(1) == null ? "http" : form.group(1);
    return new RestAddress(scheme, new HostPort(host, port));
  }

  // what stands before an @ might be a password
  private static IllegalArgumentException refused(String entry) {
    String shown = entry.indexOf('@') < 0 ? Quote.of(entry) : "one of the values";
    return new IllegalArgumentException(
        shown
            + " is not the address of a REST server: write it as 'http://10.0.0.1:8008', with"
            + " http or https, and without user, path and query");
  }

  @Override
  public String print(List<RestAddress> value) {
    return value.stream().map(RestAddress::toString).collect(Collectors.joining(","));
  }

  @Override
  public void check(List<RestAddress> value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("there is no address: give one, or leave the option out");
    }
    value.forEach(address -> address(address.toString()));
  }

  @Override
  public String describe() {
    return "addresses separated by commas, each with http://, https:// or neither; port "
        + defaultPort
        + " unless given";
  }
}
