package dev.lagrange.verifier.target;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect, and what for. Immutable.
 *
 * @param url of the driver, or of pgjdbc
 * @param readUrl of pgjdbc, for what only reads: where writes and reads have endpoints of their
 *     own, as with a proxy over the replicas or the reader endpoint of a cloud; null if there is
 *     one for both
 * @param level what reads are promised there; told to the driver, and nobody else
 * @param scope whose writes a session covers; told to the driver, and nobody else
 * @param sessions how many operations there may be at once
 */
public record Address(
    String url, @Nullable String readUrl, Consistency level, SessionScope scope, int sessions) {

  /** How long a server may leave a statement unanswered, unless the URL says otherwise. */
  static final int SOCKET_TIMEOUT_SECONDS = 10;

  /** How long a connection may take to be made, unless the URL says otherwise. */
  static final int CONNECT_TIMEOUT_SECONDS = 5;

  /** The same for one operation at a time, or few. */
  public Address forOne() {
    return new Address(url, readUrl, level, scope, 1);
  }

  /** The same with everything at the URL of the writes. */
  public Address withoutReadUrl() {
    return new Address(url, null, level, scope, sessions);
  }

  /** The URLs without what may be secret: their parameters, and a user before the host. */
  public String masked() {
    return readUrl == null ? masked(url) : masked(url) + ", reads " + masked(readUrl);
  }

  /** The same of any URL. */
  static String masked(String url) {
    int query = url.indexOf('?');
    String plain = query < 0 ? url : url.substring(0, query);
    int slashes = plain.indexOf("//");
    int at = plain.lastIndexOf('@');
    return slashes >= 0 && at > slashes
        ? plain.substring(0, slashes + 2) + plain.substring(at + 1)
        : plain;
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return masked() + " at " + level;
  }
}
