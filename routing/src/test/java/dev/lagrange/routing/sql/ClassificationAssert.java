package dev.lagrange.routing.sql;

import org.assertj.core.api.AbstractAssert;

/** Reads as: {@code postgresql("SELECT 1").isRead()}. */
final class ClassificationAssert extends AbstractAssert<ClassificationAssert, Classification> {

  private static final Classifier POSTGRESQL = new Classifier(Dialect.POSTGRESQL, 100);
  private static final Classifier MYSQL = new Classifier(Dialect.MYSQL, 100);

  private ClassificationAssert(Classification actual, String sql) {
    super(actual, ClassificationAssert.class);
    as(sql.length() > 200 ? sql.substring(0, 200) : sql);
  }

  static ClassificationAssert postgresql(String sql) {
    return new ClassificationAssert(POSTGRESQL.classify(sql), sql);
  }

  static ClassificationAssert mysql(String sql) {
    return new ClassificationAssert(MYSQL.classify(sql), sql);
  }

  ClassificationAssert isRead() {
    return is(StatementKind.READ, false);
  }

  ClassificationAssert isNotRead() {
    if (actual.isRead()) {
      failWithMessage("Expected no read but was %s", actual);
    }
    return this;
  }

  ClassificationAssert isWrite() {
    return is(StatementKind.WRITE, false);
  }

  /** A write that may change the session. */
  ClassificationAssert pins() {
    return is(StatementKind.WRITE, true);
  }

  ClassificationAssert isUnknown() {
    return is(StatementKind.UNKNOWN, true);
  }

  ClassificationAssert is(StatementKind kind, boolean changesSession) {
    if (actual.kind() != kind || actual.changesSession() != changesSession) {
      failWithMessage("Expected %s, changesSession=%s but was %s", kind, changesSession, actual);
    }
    return this;
  }

  ClassificationAssert controls(TransactionControl transaction) {
    if (actual.transaction() != transaction) {
      failWithMessage("Expected %s but was %s", transaction, actual);
    }
    return this;
  }

  ClassificationAssert because(String part) {
    if (!actual.reason().contains(part)) {
      failWithMessage("Expected a reason with '%s' but was %s", part, actual);
    }
    return this;
  }

  /** Is what the first column of a corpus says. */
  ClassificationAssert matches(String expectation) {
    return switch (expectation) {
      case "READ", "WRITE", "UNKNOWN" ->
          is(StatementKind.valueOf(expectation), expectation.equals("UNKNOWN"));
      case "PIN" -> pins();
      case "SESSION" -> is(StatementKind.SESSION, false);
      case "SET" -> is(StatementKind.SESSION, true);
      default -> controls(TransactionControl.valueOf(expectation)).isNotRead();
    };
  }
}
