package dev.lagrange.control;

import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.spelling.Nearest;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of servers that are known, and how URLs that name them are read. Thread-safe. */
public final class Vendors {

  private static final Set<String> LOGIN = Set.of("user", "password");

  private final Map<String, Vendor> byName = new TreeMap<>();

  /** Those given. */
  public Vendors(Iterable<Vendor> known) {
    for (Vendor vendor : known) {
      byName.put(vendor.name(), vendor);
    }
  }

  /** Those on the class path. */
  public static Vendors onClassPath() {
    return new Vendors(ServiceLoader.load(Vendor.class, Vendor.class.getClassLoader()));
  }

  /** Reads a URL; as {@link ClusterUrl#parse}, with 22023. */
  public static ClusterUrl parse(String url) throws SQLException {
    try {
      return ClusterUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /**
   * The kind of servers that a URL names.
   *
   * @throws SQLException if it is not known (22023)
   */
  public Vendor of(ClusterUrl url) throws SQLException {
    Vendor vendor = byName.get(url.vendor());
    if (vendor == null) {
      throw invalid(
          "No servers of kind '"
              + url.vendor()
              + "' are supported, only "
              + byName.keySet()
              + Nearest.suggestion(url.vendor(), byName.keySet()));
    }
    return vendor;
  }

  /**
   * Reads a URL's properties and others, which win over those of the URL. An empty user, or an
   * empty password, is none: a pool that was not given them passes them on as such, and the URL's
   * count.
   *
   * @throws SQLException if any of it is wrong (22023): all problems at once
   */
  public Options options(ClusterUrl url, Map<String, String> properties) throws SQLException {
    Map<String, String> given = new LinkedHashMap<>(url.properties());
    properties.forEach(
        (name, value) -> {
          if (!value.isEmpty() || !LOGIN.contains(name)) {
            given.put(name, value);
          }
        });
    try {
      return Options.parse(given, taken(of(url), given.keySet()), System.getenv());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private static Set<String> taken(Vendor vendor, Set<String> given) {
    Set<String> known = vendor.driverProperties();
    List<String> own = given.stream().filter(vendor::takesProperty).toList();
    if (own.isEmpty()) {
      return known;
    }
    Set<String> all = new HashSet<>(known);
    all.addAll(own);
    return all;
  }

  private static SQLException invalid(String message) {
    return new SQLNonTransientException(message, SqlState.INVALID_OPTION.code());
  }
}
