package dev.lagrange.cli.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lagrange.routing.spelling.Quote;
import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The statements on standard input, one a line; blank lines are skipped. Not thread-safe. */
final class Statements {

  private static final JsonMapper JSON = new JsonMapper();

  private final BufferedReader lines;
  private final boolean json;
  private long number;

  Statements(BufferedReader lines, boolean json) {
    this.lines = lines;
    this.json = json;
  }

  /**
   * One statement.
   *
   * @param sql its text
   * @param fields the line it came from, if that was an object
   */
  record Input(String sql, ObjectNode fields) {
    static Input of(String sql) {
      return new Input(sql, JsonNodeFactory.instance.objectNode());
    }
  }

  /**
   * The next statement; null at the end.
   *
   * @throws IllegalArgumentException if a line is not what was promised, naming the line
   */
  @Nullable Input next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        return json ? parse(line) : Input.of(line);
      }
    }
    return null;
  }

  private Input parse(String line) {
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        JsonNode sql = object.path("sql");
        if (sql.isTextual()) {
          return new Input(sql.textValue(), object);
        }
      }
    } catch (JsonProcessingException notJson) {
      throw refused(line, notJson);
    }
    throw refused(line, null);
  }

  private IllegalArgumentException refused(String line, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "line %d is no JSON object with a text in the field \"sql\": %s"
            .formatted(number, Quote.of(line)),
        cause);
  }
}
