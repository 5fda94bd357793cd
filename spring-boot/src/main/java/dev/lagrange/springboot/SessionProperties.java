package dev.lagrange.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code lagrange.session.*}. Immutable.
 *
 * @param enabled whether requests are sessions at all
 * @param carrier what the token is carried by
 * @param cookieName what the names of cookies begin with; a dot and a number follow
 */
@ConfigurationProperties("lagrange.session")
public record SessionProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("cookie") Carrier carrier,
    @DefaultValue("lagrange") String cookieName) {

  /** What a token is carried by, to the client and back. */
  public enum Carrier {
    /** Cookies, for browsers. */
    COOKIE,
    /** The header {@code Lagrange-Session}, for services, which send it by themselves. */
    HEADER,
    /** Both: what came by either counts, and both are answered with. */
    BOTH
  }
}
