package dev.lagrange.driver.context;

import java.sql.SQLException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session that goes with HTTP messages, in one header, through any server or client: it is given
 * the method that reads or sets a header. Use {@code sessionScope=context}.
 *
 * <pre>{@code
 * // a request is served
 * try (var session = SessionHeader.receive(request::getHeader)) {
 *   ...
 *   SessionHeader.send(response::setHeader); // before the response is committed
 * }
 *
 * // another service is called meanwhile
 * SessionHeader.send(call::header);
 * ...
 * SessionHeader.join(name -> answer.headers().firstValue(name).orElse(null));
 * }</pre>
 *
 * <p>The value is what {@link SessionContext#token} makes: positions, and no data. Whoever can
 * forge it can make reads wait; {@code tokenKey} signs it.
 */
public final class SessionHeader {

  /** The name of the header. */
  public static final String NAME = "Lagrange-Session";

  private SessionHeader() {}

  /**
   * Begins a session where that of a request was; one that has seen nothing if the request has no
   * such header. Whoever called it closes it, on the same thread.
   *
   * @param headers the value of a header by its name; null where it is absent
   */
  public static SessionContext receive(Function<String, @Nullable String> headers) {
    return SessionContext.open(headers.apply(NAME));
  }

  /**
   * Sets the header to what this thread's session has seen until now. Does nothing outside of a
   * {@link SessionContext}, and for a session that has seen nothing. Blocks as {@link
   * SessionContext#token} does.
   *
   * @param headers sets a header: its name and its value
   * @throws SQLException LG002 if the session's last write may be lost
   */
  public static void send(BiConsumer<String, String> headers) throws SQLException {
    SessionContext session = SessionContext.current();
    String token = session == null ? "" : session.token();
    if (!token.isEmpty()) {
      headers.accept(NAME, token);
    }
  }

  /**
   * Takes over what the session of an answer has seen. Does nothing outside of a {@link
   * SessionContext}.
   *
   * @param headers the value of a header of the answer by its name; null where it is absent
   * @throws SQLException LG003 as {@link SessionContext#join}
   */
  public static void join(Function<String, @Nullable String> headers) throws SQLException {
    SessionContext session = SessionContext.current();
    if (session != null) {
      session.join(headers.apply(NAME));
    }
  }
}
