package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL that names a cluster: {@code jdbc:lagrange:postgresql://a:5432,b,[::1]:5433/app?x=y}.
 * Immutable.
 *
 * @param vendor whose database it is, as the URL says ({@code postgresql}, {@code mysql}); whether
 *     it is supported is for the driver to say
 * @param hosts the nodes, at least one, none twice; which of them is the primary is found out
 * @param database the database, empty if the URL names none
 * @param properties keys and values, decoded, in the order of the URL
 */
public record ClusterUrl(
    String vendor, List<HostPort> hosts, String database, Map<String, String> properties) {

  private static final String PREFIX = "jdbc:lagrange:";
  private static final String EXAMPLE = "jdbc:lagrange:postgresql://a:5432,b:5432/app";
  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9]*)://([^/?]*)(?:/([^?]*))?(?:\\?(.*))?", Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9a-fA-F.:]*:[0-9a-zA-Z.:%_-]*)]|([\\p{L}\\p{N}._-]+))(?::(.*))?");
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("postgresql", 5432, "mysql", 3306, "mariadb", 3306);

  /**
   * Checks the hosts.
   *
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public ClusterUrl {
    hosts = List.copyOf(hosts);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException(
          "The URL names no host: name at least one, as in '" + EXAMPLE + "'");
    }
    Set<HostPort> seen = new HashSet<>();
    for (HostPort host : hosts) {
      if (!seen.add(host)) {
        throw new IllegalArgumentException(
            "The URL names the host " + Quote.of(host.toString()) + " twice: name each node once");
      }
    }
  }

  /** Whether a URL is meant for Lagrange: it starts with {@code jdbc:lagrange:}. */
  public static boolean accepts(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * Reads a URL. A host without a port has the vendor's default; an IPv6 address stands in
   * brackets; {@code %20} and the like are decoded in the database, the keys and the values, where
   * a plus sign is a plus sign.
   *
   * @throws IllegalArgumentException naming the part that is wrong, the rule and the remedy, but
   *     nothing that might be a password (SQLSTATE 22023 at the boundary)
   */
  public static ClusterUrl parse(String url) {
    Matcher form = FORM.matcher(accepts(url) ? url.substring(PREFIX.length()) : "");
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "The URL does not have the form '"
              + PREFIX
              + "<vendor>://<hosts>/<database>': write it"
              + " like '"
              + EXAMPLE
              + "'");
    }
    String vendor = form.group(1);
    String database = form.group(3) == null ? "" : form.group(3);
    if (database.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "The database of the URL contains a slash: write it as %2F if its name has one");
    }
    return new ClusterUrl(
        vendor,
        hosts(vendor, form.group(2)),
        PercentEncoding.decode(database, "The database of the URL"),
        form.group(4) == null ? Map.of() : properties(form.group(4)));
  }

  private static List<HostPort> hosts(String vendor, String authority) {
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "The URL has a user before its hosts: give it as the properties 'user' and 'password'");
    }
    List<HostPort> hosts = new ArrayList<>();
    if (authority.isEmpty()) {
      return hosts;
    }
    for (String entry : authority.split(",", -1)) {
      hosts.add(host(vendor, entry, hosts.size() + 1));
    }
    return hosts;
  }

  // what stands where a host should be is never shown: it might be a password
  private static HostPort host(String vendor, String entry, int number) {
    Matcher form = HOST.matcher(entry);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "Host %d of the URL is not a host: write a name, an IPv4 address, or an IPv6 address in"
                  .formatted(number)
              + " brackets, each with an optional port, as in 'a,10.0.0.7:5432,[::1]:5433'");
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    String port = form.group(3);
    return new HostPort(host, port == null ? defaultPort(vendor) : port(port, number));
  }

  private static int port(String text, int number) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "The port of host %d of the URL is not a number from 1 to 65535: correct it, or leave it"
                  .formatted(number)
              + " out with its colon for the default");
    }
    return port;
  }

  private static int defaultPort(String vendor) {
    Integer port = DEFAULT_PORTS.get(vendor);
    if (port == null) {
      throw new IllegalArgumentException(
          "No default port is known for %s: give each host one, or correct the name%s"
              .formatted(Quote.of(vendor), Nearest.suggestion(vendor, DEFAULT_PORTS.keySet())));
    }
    return port;
  }

  private static Map<String, String> properties(String query) {
    Map<String, String> properties = new LinkedHashMap<>();
    int number = 0;
    for (String part : query.split("&", -1)) {
      number++;
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String key =
          PercentEncoding.decode(
              equals < 0 ? part : part.substring(0, equals), "Property " + number + " of the URL");
      if (key.isEmpty()) {
        throw new IllegalArgumentException(
            "Property " + number + " of the URL has no name: write it as 'name=value'");
      }
      String value =
          equals < 0
              ? ""
              : PercentEncoding.decode(
                  part.substring(equals + 1), "The value of property " + Quote.of(key));
      if (properties.put(key, value) != null) {
        throw new IllegalArgumentException(
            "The URL gives the property " + Quote.of(key) + " twice: give it once");
      }
    }
    return properties;
  }

  /** The URL without its properties, some of which may be secret. */
  @Override
  public String toString() {
    return PREFIX
        + vendor
        + "://"
        + String.join(",", hosts.stream().map(HostPort::toString).toList())
        + "/"
        + PercentEncoding.encode(database);
  }
}
