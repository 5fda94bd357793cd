package dev.lagrange.driver.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Baggage over the wire is that of OpenTelemetry's own propagator. */
class SessionBaggageTest {

  private static final TextMapPropagator WIRE = W3CBaggagePropagator.getInstance();
  private static final String TOKENS = "lg1.NzMxMj1wMS0zMDAwMDYw,lg1.NzMxMz1wMS0zMDAwMDYw";

  @SuppressWarnings("deprecation") // abstract nevertheless
  private static final TextMapGetter<Map<String, String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private static Map<String, String> sent(Context context) {
    Map<String, String> headers = new HashMap<>();
    WIRE.inject(context, headers, Map::put);
    return headers;
  }

  private static Context received(Map<String, String> headers) {
    return WIRE.extract(Context.root(), headers, HEADERS);
  }

  private static Context with(Baggage baggage) {
    return Context.root().with(baggage);
  }

  @Test
  void sessionGoesOverTheWireAndLeavesOtherEntriesAlone() throws SQLException {
    Context before =
        with(Baggage.builder().put("tenant", "a b", BaggageEntryMetadata.create("p=1")).build());
    Map<String, String> headers;
    try (SessionContext session = SessionContext.open(TOKENS)) {
      assertThat(SessionContext.current()).isSameAs(session);
      headers = sent(SessionBaggage.send(before));
    }
    assertThat(headers.get("baggage")).contains("lagrange-session=lg1.").contains("tenant=");

    Context there = received(headers);
    assertThat(Baggage.fromContext(there).getEntryValue("tenant")).isEqualTo("a b");
    try (SessionContext session = SessionBaggage.receive(there)) {
      assertThat(session.token()).isEqualTo(TOKENS);
    }
  }

  @Test
  void currentContextIsMeantIfNoneIsNamed() throws SQLException {
    try (SessionContext session = SessionContext.open(TOKENS);
        var scope = SessionBaggage.send().makeCurrent()) {
      assertThat(session.token()).isEqualTo(TOKENS);
      try (SessionContext next = SessionBaggage.receive()) {
        assertThat(next.token()).isEqualTo(TOKENS);
      }
    }
    try (SessionContext nothing = SessionBaggage.receive()) {
      assertThat(nothing.token()).isEmpty();
    }
  }

  @Test
  void sessionTakesThePlaceOfTheOneBefore() throws SQLException {
    Context before = with(Baggage.builder().put(SessionBaggage.KEY, "lg1.b2xk").build());
    try (SessionContext session = SessionContext.open(TOKENS)) {
      assertThat(Baggage.fromContext(SessionBaggage.send(before)).getEntryValue("lagrange-session"))
          .isEqualTo(session.token());
    }
  }

  @Test
  void nothingIsSentWhereNothingWasSeen() throws SQLException {
    Context context = with(Baggage.builder().put("tenant", "a").build());
    assertThat(SessionBaggage.send(context)).as("outside").isSameAs(context);
    try (SessionContext session = SessionContext.open()) {
      assertThat(SessionContext.current()).isSameAs(session);
      assertThat(SessionBaggage.send(context)).isSameAs(context);
    }
  }

  @Test
  void whatThePropagatorWouldDropIsRefused() throws SQLException {
    try (SessionContext session = SessionContext.open(TOKENS)) {
      int fits = 0;
      for (int length = 2500; length < 2800; length++) {
        Context context =
            with(
                Baggage.builder()
                    .put(
                        "long",
                        "=".repeat(length),
                        BaggageEntryMetadata.create("m=" + "x".repeat(length % 7)))
                    .build());
        Context sending;
        try {
          sending = SessionBaggage.send(context);
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("22001");
          assertThat(e.getMessage()).contains("8192", "SessionHeader");
          continue;
        }
        fits++;
        Baggage there = Baggage.fromContext(received(sent(sending)));
        assertThat(there.getEntryValue(SessionBaggage.KEY)).isEqualTo(session.token());
        assertThat(there.size()).isEqualTo(2);
      }
      assertThat(fits).isBetween(100, 250);
    }
  }

  @Test
  void tooManyEntriesAreRefusedToo() throws SQLException {
    BaggageBuilder builder = Baggage.builder();
    for (int i = 0; i < 63; i++) {
      builder.put("k" + i, "v");
    }
    try (SessionContext session = SessionContext.open(TOKENS)) {
      Context full = SessionBaggage.send(with(builder.build()));
      assertThat(Baggage.fromContext(received(sent(full))).getEntryValue(SessionBaggage.KEY))
          .isEqualTo(session.token());
      Context over = with(builder.put("k63", "v").build());
      assertThatThrownBy(() -> SessionBaggage.send(over))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("65 entries");
    }
  }
}
