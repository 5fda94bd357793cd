package dev.lagrange.control.patroni;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/** Makes maps, lists and values of JSON, within bounds; JSON is YAML 1.2 in flow style. */
final class Json {

  /** Patroni's answers are three levels deep, tags included; reading recurses into each. */
  private static final int DEEPEST = 20;

  private Json() {}

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if it is none, or nested without measure
   */
  static Map<?, ?> object(String text) {
    if (!text.stripLeading().startsWith("{") || isTooDeep(text)) {
      throw new IllegalArgumentException("the answer is no JSON object");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new JsonSchema())
            .setCodePointLimit(PatroniRest.MOST_BYTES)
            .setMaxAliasesForCollections(0)
            .build();
    try {
      Object value = new Load(settings).loadFromString(text);
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw new IllegalArgumentException("the answer is no JSON object");
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("the answer is no JSON", e);
    }
  }

  /** Brackets within strings count as well: an answer with so many of those is refused, too. */
  private static boolean isTooDeep(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      if (depth > DEEPEST) {
        return true;
      }
    }
    return false;
  }
}
