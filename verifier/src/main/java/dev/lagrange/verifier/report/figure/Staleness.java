package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How stale the reads of registers were. Immutable once made.
 *
 * @param byLevel at each level
 * @param byServer at each level and on each server
 */
public record Staleness(Map<Consistency, Ages> byLevel, Map<Site, Ages> byServer) {

  /** A level on a server. */
  public record Site(Consistency level, Server server) {}

  /** Ages of a group of reads. Not thread-safe. */
  public static final class Ages {

    private final Visibility visibility = new Visibility();
    private final VersionStaleness versions = new VersionStaleness();
    private final Samples nanos = new Samples();
    private long stale;
    private long mostVersions;

    private Ages() {}

    private void add(ReadAge age) {
      visibility.add(age);
      versions.add(age);
      nanos.add(age.staleNanos());
      mostVersions = Math.max(mostVersions, age.versionsBehind());
      if (age.isStale()) {
        stale++;
      }
    }

    /** The share that saw the newest write, by the time since its acknowledgement. */
    public Visibility visibility() {
      return visibility;
    }

    /** The share that returned one of the last k versions. */
    public VersionStaleness versions() {
      return versions;
    }

    /** For how long what they missed had been acknowledged; 0 for those that missed nothing. */
    public Percentiles nanos() {
      return nanos.percentiles();
    }

    /** How many there were. */
    public long reads() {
      return versions.reads();
    }

    /** How many missed an acknowledged write. */
    public long stale() {
      return stale;
    }

    /** The most versions that one of them was behind. */
    public long mostVersions() {
      return mostVersions;
    }
  }

  private static final Comparator<Site> ORDER =
      Comparator.comparing(Site::level, Levels.ORDER).thenComparing(Site::server);

  /** Copies the maps. */
  public Staleness {
    byLevel = copy(byLevel, Levels.ORDER);
    byServer = copy(byServer, ORDER);
  }

  private static <K> Map<K, Ages> copy(Map<K, Ages> ages, Comparator<K> order) {
    Map<K, Ages> copy = new TreeMap<>(order);
    copy.putAll(ages);
    return java.util.Collections.unmodifiableMap(copy);
  }

  /** That of a history. */
  public static Staleness of(History history) {
    return ofAges(ReadAges.of(history));
  }

  static Staleness ofAges(List<ReadAge> ages) {
    Map<Consistency, Ages> byLevel = new TreeMap<>(Levels.ORDER);
    Map<Site, Ages> byServer = new TreeMap<>(ORDER);
    for (ReadAge age : ages) {
      byLevel.computeIfAbsent(age.level(), level -> new Ages()).add(age);
      Site site = new Site(age.level(), age.server());
      byServer.computeIfAbsent(site, key -> new Ages()).add(age);
    }
    return new Staleness(byLevel, byServer);
  }
}
