package dev.lagrange.proxy.auth;

import org.jspecify.annotations.Nullable;

/** Ends a login. Thrown and caught within this package only. */
final class Refusal extends Exception {

  static final String PROTOCOL_VIOLATION = "08P01";
  static final String NOT_SUPPORTED = "0A000";
  static final String INVALID_AUTHORIZATION = "28000";
  static final String INVALID_PASSWORD = "28P01";

  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final @Nullable String detail;
  private final @Nullable String reason;

  private Refusal(
      String sqlState, String message, @Nullable String detail, @Nullable String reason) {
    super(message, null, false, false);
    this.sqlState = sqlState;
    this.detail = detail;
    this.reason = reason;
  }

  /** As PostgreSQL words it, with its detail. */
  static Refusal of(String sqlState, String message, @Nullable String detail) {
    return new Refusal(sqlState, message, detail, null);
  }

  static Refusal ofProtocol(String message) {
    return of(PROTOCOL_VIOLATION, message, null);
  }

  /** A message of SCRAM that does not have the form which RFC 5802 gives it. */
  static Refusal malformed(String detail) {
    return of(PROTOCOL_VIOLATION, "malformed SCRAM message", detail);
  }

  /** The same for whatever is wrong with user or password; the reason is for our log only. */
  static Refusal ofPassword(String user, String reason) {
    return new Refusal(
        INVALID_PASSWORD, "password authentication failed for user \"" + user + "\"", null, reason);
  }

  /** The same for whatever is wrong with a certificate. */
  static Refusal ofCertificate(String user, String reason) {
    return new Refusal(
        INVALID_AUTHORIZATION,
        "certificate authentication failed for user \"" + user + "\"",
        null,
        reason);
  }

  String sqlState() {
    return sqlState;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  Step.Refused step() {
    return new Step.Refused(sqlState, message(), detail, reason);
  }

  @Nullable String detail() {
    return detail;
  }
}
