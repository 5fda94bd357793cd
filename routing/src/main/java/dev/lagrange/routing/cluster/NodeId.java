package dev.lagrange.routing.cluster;

import org.jspecify.annotations.Nullable;

/** A node's name: its address as the URL or Patroni gives it, {@code host:port}. */
public record NodeId(String value) {

  // what a record's own would do, which costs some times as much, and maps are asked per statement

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NodeId that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
