package dev.lagrange.verifier.history;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The spelling of the file: names of fields, and names of constants in lower case. */
final class Field {

  static final String FORMAT = "lagrange-history";
  static final String SEED = "seed";
  static final String RUN = "run";
  static final String ID = "id";
  static final String SESSION = "session";
  static final String MODEL = "model";
  static final String LEVEL = "level";
  static final String INVOKED = "invoked";
  static final String COMPLETED = "completed";
  static final String OUTCOME = "outcome";
  static final String ACCESSES = "accesses";
  static final String ACTION = "action";
  static final String KEY = "key";
  static final String VALUE = "value";
  static final String EXPECTED = "expected";
  static final String ELEMENTS = "elements";
  static final String NODE = "node";
  static final String REPLICA = "replica";
  static final String REASON = "reason";
  static final String STOOD_IN = "stoodIn";
  static final String TOKEN_BEFORE = "tokenBefore";
  static final String TOKEN_AFTER = "tokenAfter";
  static final String ERROR = "error";
  static final String FAULT = "fault";
  static final String AT = "at";
  static final String UNTIL = "until";

  private Field() {}

  static String spell(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All constants of a type by their spelling, in order. */
  static <E extends Enum<E>> Map<String, E> constants(Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    EnumSet.allOf(type).forEach(constant -> constants.put(spell(constant), constant));
    return constants;
  }
}
