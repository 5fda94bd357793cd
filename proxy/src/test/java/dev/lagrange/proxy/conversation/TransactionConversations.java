package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;

import java.util.List;

/** Transactions in the simple protocol: rows 25, 51, 66, 69 and 75. */
final class TransactionConversations {
  private TransactionConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("25: BEGIN and COMMIT among several statements")
            .withTable("wire_25a", "n int")
            .ask(
                "BEGIN; INSERT INTO wire_25a VALUES (1); COMMIT; INSERT INTO wire_25a VALUES (2);"
                    + " SELECT 1/0")
            .ask("SELECT n FROM wire_25a")
            .shows(
                "C(BEGIN) C(INSERT 0 1) C(COMMIT) C(INSERT 0 1) E(22012) Z(I)"
                    + " T D C(SELECT 1) Z(I)"),
        about("25: BEGIN behind a write takes the write in")
            .withTable("wire_25b", "n int")
            .ask("INSERT INTO wire_25b VALUES (1); BEGIN; INSERT INTO wire_25b VALUES (2)")
            .ask("ROLLBACK")
            .ask("SELECT count(*) FROM wire_25b")
            .shows(
                "C(INSERT 0 1) C(BEGIN) C(INSERT 0 1) Z(T) C(ROLLBACK) Z(I)"
                    + " T D C(SELECT 1) Z(I)"),
        about("25: COMMIT of what failed is a ROLLBACK")
            .ask("BEGIN")
            .ask("SELECT 1/0")
            .ask("SELECT 1")
            .ask("COMMIT")
            .ask("SELECT 1")
            .shows(
                "C(BEGIN) Z(T) E(22012) Z(E) E(25P02) Z(E) C(ROLLBACK) Z(I)"
                    + " T D C(SELECT 1) Z(I)"),
        about("25: AND CHAIN")
            .ask("BEGIN ISOLATION LEVEL REPEATABLE READ")
            .ask("COMMIT AND CHAIN")
            .ask("SHOW transaction_isolation")
            .ask("SELECT 1/0")
            .ask("ROLLBACK AND CHAIN")
            .ask("SHOW transaction_isolation")
            .ask("COMMIT")
            .shows(
                "C(BEGIN) Z(T) C(COMMIT) Z(T) T D C(SHOW) Z(T) E(22012) Z(E)"
                    + " C(ROLLBACK) Z(T) T D C(SHOW) Z(T) C(COMMIT) Z(I)"),
        about("25: what is out of place warns, and AND CHAIN fails")
            .ask("COMMIT")
            .ask("ROLLBACK")
            .ask("BEGIN")
            .ask("BEGIN")
            .ask("COMMIT")
            .ask("COMMIT AND CHAIN")
            .shows(
                "N(25P01) C(COMMIT) Z(I) N(25P01) C(ROLLBACK) Z(I) C(BEGIN) Z(T)"
                    + " N(25001) C(BEGIN) Z(T) C(COMMIT) Z(I) E(25P01) Z(I)"),
        about("25, 66: savepoints")
            .withTable("wire_66", "n int")
            .ask("BEGIN")
            .ask("INSERT INTO wire_66 VALUES (1)")
            .ask("SAVEPOINT a")
            .ask("INSERT INTO wire_66 VALUES ('x')")
            .ask("ROLLBACK TO a")
            .ask("RELEASE a")
            .ask("RELEASE a")
            .ask("ROLLBACK TO SAVEPOINT a")
            .ask("END")
            .ask("SELECT count(*) FROM wire_66")
            .shows(
                "C(BEGIN) Z(T) C(INSERT 0 1) Z(T) C(SAVEPOINT) Z(T) E(22P02) Z(E)"
                    + " C(ROLLBACK) Z(T) C(RELEASE) Z(T) E(3B001) Z(E) E(3B001) Z(E) C(ROLLBACK) Z(I)"
                    + " T D C(SELECT 1) Z(I)"),
        about("25: a deferred constraint fails the COMMIT")
            .withTable("wire_25c", "n int UNIQUE DEFERRABLE INITIALLY DEFERRED")
            .ask("BEGIN")
            .ask("INSERT INTO wire_25c VALUES (1), (1)")
            .ask("COMMIT")
            .ask("SELECT count(*) FROM wire_25c")
            .shows("C(BEGIN) Z(T) C(INSERT 0 2) Z(T) E(23505) Z(I) T D C(SELECT 1) Z(I)"),
        about("51, 69: a write in a transaction that is read only")
            .withTable("wire_69", "n int")
            .ask("BEGIN READ ONLY")
            .ask("SELECT count(*) FROM wire_69")
            .ask("INSERT INTO wire_69 VALUES (1)")
            .ask("ROLLBACK")
            .ask("BEGIN; SET TRANSACTION READ ONLY; SELECT 1")
            .ask("DELETE FROM wire_69")
            .ask("ROLLBACK")
            .shows(
                "C(BEGIN) Z(T) T D C(SELECT 1) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I)"
                    + " C(BEGIN) C(SET) T D C(SELECT 1) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I)"),
        about("51, 69: sessions that are read only by default")
            .withTable("wire_51", "n int")
            .ask("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            .ask("INSERT INTO wire_51 VALUES (1)")
            .ask("SET default_transaction_read_only = off")
            .ask("INSERT INTO wire_51 VALUES (1)")
            .ask("SET default_transaction_read_only = on")
            .ask("BEGIN READ WRITE")
            .ask("INSERT INTO wire_51 VALUES (1)")
            .ask("COMMIT")
            .shows(
                "C(SET) S Z(I) E(25006) Z(I) C(SET) S Z(I) C(INSERT 0 1) Z(I) C(SET) S Z(I)"
                    + " C(BEGIN) Z(T) C(INSERT 0 1) Z(T) C(COMMIT) Z(I)"),
        about("70: what only a primary answers so")
            .ask("SELECT pg_is_in_recovery()")
            .ask("SELECT pg_current_xact_id() IS NOT NULL, pg_current_wal_lsn() > '0/0'")
            .ask("SELECT pg_last_wal_replay_lsn(), txid_current() > 0")
            .shows("T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"),
        about("75: SERIALIZABLE, READ ONLY, DEFERRABLE")
            .ask("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE")
            .ask("SELECT 1")
            .ask("SHOW transaction_isolation; SHOW transaction_deferrable")
            .ask("COMMIT")
            .shows(
                "C(BEGIN) Z(T) T D C(SELECT 1) Z(T) T D C(SHOW) T D C(SHOW) Z(T)"
                    + " C(COMMIT) Z(I)"),
        about("75: REPEATABLE READ, and an isolation level set too late")
            .ask("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .ask("SELECT 1")
            .ask("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) T D C(SELECT 1) Z(T) E(25001) Z(E) C(ROLLBACK) Z(I)"));
  }
}
