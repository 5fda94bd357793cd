package dev.lagrange.driver.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.routing.error.SqlState;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntry;
import io.opentelemetry.context.Context;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.Map;

/**
 * A session that goes with OpenTelemetry's baggage to whatever service is called, by whichever
 * protocol, where the baggage is propagated anyway. Use {@code sessionScope=context}.
 *
 * <pre>{@code
 * // a request is served, with the baggage that came with it
 * try (var session = SessionBaggage.receive()) {
 *   ...
 *   // another service is called
 *   try (var scope = SessionBaggage.send().makeCurrent()) {
 *     call();
 *   }
 * }
 * }</pre>
 *
 * <p>Baggage goes one way: what the service that was called has seen comes back by {@link
 * SessionHeader}, or in its answer. It also goes to whoever is called, unless the propagator is
 * told otherwise: positions, and no data. This class needs {@code
 * io.opentelemetry:opentelemetry-api}; nothing else here does.
 */
public final class SessionBaggage {

  /** The key of the entry, in exactly this spelling: keys of baggage, unlike headers, have case. */
  public static final String KEY = "lagrange-session";

  /** W3C Baggage, section 3.3.2: what is longer, or has more entries, may be dropped on its way. */
  private static final int MOST_BYTES = 8192;

  private static final int MOST_ENTRIES = 64;

  /** Of RFC 3986, as propagators encode values; all others take three bytes. */
  private static final String UNRESERVED = "-._~";

  private SessionBaggage() {}

  /** Begins a session where that of the current baggage was; as {@link #receive(Context)}. */
  public static SessionContext receive() {
    return receive(Context.current());
  }

  /**
   * Begins a session where that of a context's baggage was; one that has seen nothing if there is
   * no such entry. Whoever called it closes it, on the same thread.
   */
  public static SessionContext receive(Context context) {
    return SessionContext.open(Baggage.fromContext(context).getEntryValue(KEY));
  }

  /**
   * The current context with what this thread's session has seen; as {@link #send(Context)}.
   *
   * @throws SQLException as there
   */
  public static Context send() throws SQLException {
    return send(Context.current());
  }

  /**
   * A context whose baggage has what this thread's session has seen until now, in the place of what
   * it had of a session before; the same context outside of a {@link SessionContext}, and for a
   * session that has seen nothing. Blocks as {@link SessionContext#token} does.
   *
   * @throws SQLException LG002 if the session's last write may be lost; 22001 if the baggage would
   *     be larger than what every propagator passes on (8192 bytes, 64 entries), so that the
   *     session might get lost silently
   */
  public static Context send(Context context) throws SQLException {
    SessionContext session = SessionContext.current();
    String token = session == null ? "" : session.token();
    if (token.isEmpty()) {
      return context;
    }
    Baggage baggage = Baggage.fromContext(context).toBuilder().put(KEY, token).build();
    int bytes = bytesOf(baggage);
    if (bytes > MOST_BYTES || baggage.size() > MOST_ENTRIES) {
      throw new SQLNonTransientException(
          "The session's token of %d bytes does not fit into the baggage, which would have %d bytes in %d entries, of at most %d in %d: take other entries out, or send it by SessionHeader"
              .formatted(token.length(), bytes, baggage.size(), MOST_BYTES, MOST_ENTRIES),
          SqlState.TOKEN_DOES_NOT_FIT.code());
    }
    return context.with(baggage);
  }

  /** The length of its header: {@code key=value;metadata}, with commas between. */
  private static int bytesOf(Baggage baggage) {
    int bytes = baggage.size() - 1;
    for (Map.Entry<String, BaggageEntry> entry : baggage.asMap().entrySet()) {
      BaggageEntry value = entry.getValue();
      int metadata = value.getMetadata().getValue().length();
      bytes += entry.getKey().length() + 1 + encodedLength(value.getValue());
      bytes += metadata == 0 ? 0 : metadata + 1;
    }
    return bytes;
  }

  private static int encodedLength(String value) {
    int length = 0;
    for (byte one : value.getBytes(UTF_8)) {
      boolean plain = one > 0 && (Character.isLetterOrDigit(one) || UNRESERVED.indexOf(one) >= 0);
      length += plain ? 1 : 3;
    }
    return length;
  }
}
