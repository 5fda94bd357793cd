package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.query;

import java.util.List;

/** The simple protocol: rows 23, 24, 26 and 28. */
final class SimpleConversations {
  private SimpleConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("23: an empty query").ask("").shows("I Z(I)"),
        about("23: a comment only").ask("/* nothing */ -- at all").shows("I Z(I)"),
        about("23: semicolons only").ask(" ; ;; ").shows("I Z(I)"),
        about("23: an empty statement between others")
            .ask("SELECT 1;;SELECT 2;")
            .shows("T D C(SELECT 1) T D C(SELECT 1) Z(I)"),
        about("23: an empty query in a transaction")
            .ask("BEGIN")
            .ask("")
            .ask("COMMIT")
            .shows("C(BEGIN) Z(T) I Z(T) C(COMMIT) Z(I)"),
        about("24: several statements, a write at their end")
            .withTable("wire_24a", "n int")
            .ask("SELECT 1; INSERT INTO wire_24a VALUES (1), (2); SELECT count(*) FROM wire_24a")
            .shows("T D C(SELECT 1) C(INSERT 0 2) T D C(SELECT 1) Z(I)"),
        about("24: an error undoes the statements before it, and skips those after it")
            .withTable("wire_24b", "n int")
            .ask("INSERT INTO wire_24b VALUES (1); SELECT 1/0; INSERT INTO wire_24b VALUES (2)")
            .ask("SELECT count(*) FROM wire_24b")
            .shows("C(INSERT 0 1) E(22012) Z(I) T D C(SELECT 1) Z(I)"),
        about("24: a syntax error at the end lets nothing run")
            .ask("SELECT 1; SELEC 2")
            .shows("E(42601) Z(I)"),
        about("24: several queries in one packet")
            .send(query("SELECT 1"), query(""), query("SELECT 1/0"), query("SELECT 4"))
            .ready(4)
            .shows("T D C(SELECT 1) Z(I) I Z(I) E(22012) Z(I) T D C(SELECT 1) Z(I)"),
        about("26: writes that begin with SELECT or WITH")
            .withTable("wire_26", "n int")
            .ask("WITH w AS (INSERT INTO wire_26 VALUES (1) RETURNING n) SELECT n FROM w")
            .ask("SELECT n FROM wire_26 FOR UPDATE")
            .ask("SELECT n INTO TEMPORARY wire_26_copy FROM wire_26")
            .ask("SELECT n FROM wire_26_copy")
            .ask(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)"
                    + " INSERT INTO wire_26 VALUES (2)")
            .ask("SELECT n FROM wire_26 ORDER BY n")
            .shows(
                "T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"
                    + " T D*2 C(EXPLAIN) Z(I) T D*2 C(SELECT 2) Z(I)"),
        about("28: the position of an error behind comments and letters of several bytes")
            .ask("/* ä hint of nothing */ SELECT 'ä€😀', nowhere FROM pg_class")
            .shows("E(42703) Z(I)"),
        about("28: an error tells context, and names of table and constraint")
            .withTable("wire_28", "n int CONSTRAINT wire_28_positive CHECK (n > 0)")
            .ask("INSERT INTO wire_28 VALUES (-1)")
            .ask("DO $$ BEGIN PERFORM 1/0; END $$")
            .ask(
                "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'd', HINT = 'h',"
                    + " ERRCODE = 'LG999', COLUMN = 'c', DATATYPE = 't'; END $$")
            .shows("E(23514) Z(I) E(22012) Z(I) E(LG999) Z(I)"),
        about("28: a hint of a level is a comment to PostgreSQL")
            .ask("/*+ lagrange(level=strong) */ SELECT nowhere")
            .ask("/*+ lagrange(level=strong) */ SELECT 1")
            .shows("E(42703) Z(I) T D C(SELECT 1) Z(I)"));
  }
}
