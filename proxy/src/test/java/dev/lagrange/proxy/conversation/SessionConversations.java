package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;

import java.util.List;

/** What a session keeps: row 67. */
final class SessionConversations {
  private SessionConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("67: a temporary table")
            .ask("CREATE TEMPORARY TABLE wire_67 (n int)")
            .ask("INSERT INTO wire_67 VALUES (1)")
            .ask("SELECT n FROM wire_67")
            .ask("SELECT n FROM pg_temp.wire_67")
            .ask("DISCARD TEMP")
            .ask("SELECT n FROM wire_67")
            .shows(
                "C(CREATE TABLE) Z(I) C(INSERT 0 1) Z(I) T D C(SELECT 1) Z(I)"
                    + " T D C(SELECT 1) Z(I) C(DISCARD TEMP) Z(I) E(42P01) Z(I)"),
        about("67: a temporary table that hides another")
            .withTable("wire_67_hidden", "n int")
            .ask("SELECT count(*) FROM wire_67_hidden")
            .ask("CREATE TEMPORARY TABLE wire_67_hidden AS SELECT 'temporary' AS place")
            .ask("SELECT * FROM wire_67_hidden")
            .shows("T D C(SELECT 1) Z(I) C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"),
        about("67: advisory locks")
            .ask("SELECT pg_advisory_lock(6701)")
            .ask("SELECT pg_try_advisory_lock(6701)")
            .ask("SELECT pg_advisory_unlock(6701), pg_advisory_unlock(6701)")
            .ask("SELECT pg_advisory_unlock(6701)")
            .shows(
                "T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"
                    + " T N(01000) D C(SELECT 1) Z(I)"),
        about("67: sequences and what was last")
            .needing("DROP SEQUENCE IF EXISTS wire_67_s")
            .needing("CREATE SEQUENCE wire_67_s")
            .leavingBy("DROP SEQUENCE wire_67_s")
            .ask("SELECT currval('wire_67_s')")
            .ask("SELECT nextval('wire_67_s')")
            .ask("SELECT currval('wire_67_s'), lastval()")
            .shows("T E(55000) Z(I) T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"),
        about("67: setseed decides what random answers")
            .ask("SELECT setseed(0.5)")
            .ask("SELECT random()")
            .ask("SELECT random()")
            .shows("T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"),
        about("67: a prepared transaction")
            .withTable("wire_67_p", "n int")
            .ask("BEGIN")
            .ask("INSERT INTO wire_67_p VALUES (1)")
            .ask("PREPARE TRANSACTION 'wire 67'")
            .ask("SELECT count(*) FROM wire_67_p")
            .ask("COMMIT PREPARED 'wire 67'")
            .ask("SELECT count(*) FROM wire_67_p")
            .shows(
                "C(BEGIN) Z(T) C(INSERT 0 1) Z(T) C(PREPARE TRANSACTION) Z(I)"
                    + " T D C(SELECT 1) Z(I) C(COMMIT PREPARED) Z(I) T D C(SELECT 1) Z(I)"),
        about("67: an unlogged table")
            .needing("DROP TABLE IF EXISTS wire_67_u")
            .needing("CREATE UNLOGGED TABLE wire_67_u AS SELECT 1 AS n")
            .leavingBy("DROP TABLE wire_67_u")
            .ask("SELECT n FROM wire_67_u")
            .shows("T D C(SELECT 1) Z(I)"));
  }
}
