package dev.lagrange.verifier.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the lines of a history's file. Thread-safe. */
final class Lines {

  private static final JsonFactory JSON = new JsonFactory();

  private Lines() {}

  /** What writes one object. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] header(Header header) {
    return line(
        json -> {
          json.writeNumberField(Field.FORMAT, Header.VERSION);
          json.writeNumberField(Field.SEED, header.seed());
          json.writeObjectFieldStart(Field.RUN);
          for (Map.Entry<String, String> fact : header.run().entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
          }
          json.writeEndObject();
        });
  }

  static byte[] fault(FaultSpan fault) {
    return line(
        json -> {
          json.writeStringField(Field.FAULT, fault.sentence());
          optional(json, Field.NODE, fault.node());
          json.writeNumberField(Field.AT, fault.at());
          if (fault.until() != FaultSpan.NEVER) {
            json.writeNumberField(Field.UNTIL, fault.until());
          }
        });
  }

  static byte[] operation(Operation operation) {
    return line(json -> write(json, operation));
  }

  private static void write(JsonGenerator json, Operation operation) throws IOException {
    json.writeNumberField(Field.ID, operation.id());
    json.writeNumberField(Field.SESSION, operation.session());
    json.writeStringField(Field.MODEL, Field.spell(operation.model()));
    json.writeStringField(Field.LEVEL, operation.level().toString());
    json.writeNumberField(Field.INVOKED, operation.invokedAt());
    if (operation.completedAt() != Operation.NEVER) {
      json.writeNumberField(Field.COMPLETED, operation.completedAt());
    }
    json.writeStringField(Field.OUTCOME, Field.spell(operation.outcome()));
    json.writeArrayFieldStart(Field.ACCESSES);
    for (Access access : operation.accesses()) {
      write(json, access);
    }
    json.writeEndArray();
    Place place = operation.place();
    if (place != null) {
      json.writeStringField(Field.NODE, place.node());
      json.writeBooleanField(Field.REPLICA, place.replica());
      optional(json, Field.REASON, place.reason());
      if (place.stoodIn()) {
        json.writeBooleanField(Field.STOOD_IN, true);
      }
    }
    optional(json, Field.TOKEN_BEFORE, operation.tokenBefore());
    optional(json, Field.TOKEN_AFTER, operation.tokenAfter());
    optional(json, Field.ERROR, operation.error());
  }

  private static void write(JsonGenerator json, Access access) throws IOException {
    json.writeStartObject();
    json.writeStringField(Field.ACTION, Field.spell(access.action()));
    json.writeStringField(Field.KEY, access.key());
    json.writeNumberField(Field.VALUE, access.value());
    if (access.action() == Action.COMPARE_AND_SET) {
      json.writeNumberField(Field.EXPECTED, access.expected());
    }
    if (!access.elements().isEmpty()) {
      json.writeArrayFieldStart(Field.ELEMENTS);
      for (long element : access.elements()) {
        json.writeNumber(element);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static byte[] line(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator((OutputStream) bytes)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
