package dev.lagrange.verifier.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lagrange.routing.consistency.Consistency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a history's file. Fields that it does not know are skipped. Not thread-safe.
 */
final class LineReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Model> MODELS = Field.constants(Model.class);
  private static final Map<String, Outcome> OUTCOMES = Field.constants(Outcome.class);
  private static final Map<String, Action> ACTIONS = Field.constants(Action.class);

  private final Map<String, Consistency> levels = new HashMap<>();
  // few nodes, reasons and keys, in very many lines
  private final Map<String, String> strings = new HashMap<>();

  Header header(LineInput line) throws IOException {
    try (JsonParser json = begin(line)) {
      long version = -1;
      long seed = 0;
      Map<String, String> run = new LinkedHashMap<>();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case Field.FORMAT -> version = number(json, name);
          case Field.SEED -> seed = number(json, name);
          case Field.RUN -> {
            expect(json, JsonToken.START_OBJECT, name);
            for (String fact = json.nextFieldName(); fact != null; fact = json.nextFieldName()) {
              json.nextToken();
              run.put(fact, text(json, fact));
            }
          }
          default -> json.skipChildren();
        }
      }
      end(json);
      if (version < 0) {
        throw new IllegalArgumentException(
            "not the header of a history, which has a '" + Field.FORMAT + "'");
      }
      if (version != Header.VERSION) {
        throw new IllegalArgumentException(
            "the history has format %d, and only format %d can be read"
                .formatted(version, Header.VERSION));
      }
      return new Header(seed, run);
    }
  }

  /** An operation or a fault. */
  Draft draft(LineInput line) throws IOException {
    Draft draft = new Draft();
    try (JsonParser json = begin(line)) {
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case Field.ID -> draft.id = number(json, name);
          case Field.SESSION -> draft.session = Math.toIntExact(number(json, name));
          case Field.MODEL -> draft.model = constant(MODELS, json, name);
          case Field.LEVEL ->
              draft.level = levels.computeIfAbsent(text(json, name), Consistency::parse);
          case Field.INVOKED -> draft.invokedAt = number(json, name);
          case Field.COMPLETED -> draft.completedAt = number(json, name);
          case Field.OUTCOME -> draft.outcome = constant(OUTCOMES, json, name);
          case Field.ACCESSES -> draft.accesses = accesses(json);
          case Field.NODE -> draft.node = shared(json, name);
          case Field.REPLICA -> draft.replica = json.getBooleanValue();
          case Field.REASON -> draft.reason = shared(json, name);
          case Field.STOOD_IN -> draft.stoodIn = json.getBooleanValue();
          case Field.TOKEN_BEFORE -> draft.tokenBefore = text(json, name);
          case Field.TOKEN_AFTER -> draft.tokenAfter = text(json, name);
          case Field.ERROR -> draft.error = shared(json, name);
          case Field.FAULT -> draft.fault = text(json, name);
          case Field.AT -> draft.at = number(json, name);
          case Field.UNTIL -> draft.until = number(json, name);
          default -> json.skipChildren();
        }
      }
      end(json);
    }
    return draft;
  }

  private List<Access> accesses(JsonParser json) throws IOException {
    expect(json, JsonToken.START_ARRAY, Field.ACCESSES);
    List<Access> accesses = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, JsonToken.START_OBJECT, Field.ACCESSES);
      accesses.add(access(json));
    }
    return accesses;
  }

  private Access access(JsonParser json) throws IOException {
    Action action = null;
    String key = null;
    long value = 0;
    long expected = 0;
    List<Long> elements = List.of();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case Field.ACTION -> action = constant(ACTIONS, json, name);
        case Field.KEY -> key = shared(json, name);
        case Field.VALUE -> value = number(json, name);
        case Field.EXPECTED -> expected = number(json, name);
        case Field.ELEMENTS -> {
          expect(json, JsonToken.START_ARRAY, name);
          elements = new ArrayList<>();
          while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(number(json, name));
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Access(
        Draft.given(action, Field.ACTION), Draft.given(key, Field.KEY), value, expected, elements);
  }

  private static JsonParser begin(LineInput line) throws IOException {
    JsonParser json = JSON.createParser(line.bytes(), line.start(), line.length());
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("not a JSON object");
    }
    return json;
  }

  private static void end(JsonParser json) throws IOException {
    if (json.nextToken() != null) {
      throw new IllegalArgumentException("more than one JSON object");
    }
  }

  private String shared(JsonParser json, String name) throws IOException {
    return strings.computeIfAbsent(text(json, name), text -> text);
  }

  private static String text(JsonParser json, String name) throws IOException {
    expect(json, JsonToken.VALUE_STRING, name);
    return json.getText();
  }

  private static long number(JsonParser json, String name) throws IOException {
    expect(json, JsonToken.VALUE_NUMBER_INT, name);
    return json.getLongValue();
  }

  private static <E> E constant(Map<String, E> constants, JsonParser json, String name)
      throws IOException {
    String text = text(json, name);
    E constant = constants.get(text);
    if (constant == null) {
      throw new IllegalArgumentException(
          "'%s' is no %s: there are %s"
              .formatted(text, name, String.join(", ", constants.keySet())));
    }
    return constant;
  }

  private static void expect(JsonParser json, @Nullable JsonToken token, String name) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException(
          "'%s' has %s where %s is to be".formatted(name, json.currentToken(), token));
    }
  }
}
