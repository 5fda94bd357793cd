package dev.lagrange.routing.cluster;

/** A node's name: its address as the URL or Patroni gives it, {@code host:port}. */
public record NodeId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
