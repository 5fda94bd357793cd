package dev.lagrange.routing.option;

/**
 * The address of a REST server. Immutable.
 *
 * @param scheme {@code http} or {@code https}
 * @param address where it listens
 */
public record RestAddress(String scheme, HostPort address) {

  /** {@code http://host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return scheme + "://" + address;
  }
}
