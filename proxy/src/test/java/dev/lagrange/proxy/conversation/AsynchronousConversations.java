package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** Notices, notifications and cancelling: rows 60 to 64. */
final class AsynchronousConversations {
  // the notice is sent at once, so the client knows that the statement runs
  private static final String SLEEP =
      "DO $$ BEGIN RAISE NOTICE 'asleep'; PERFORM pg_sleep(60); END $$";

  private AsynchronousConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("60: notices of all kinds, in their order, between rows")
            .ask("DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two' USING HINT = 'h'; END $$")
            .ask("DROP TABLE IF EXISTS wire_60_none")
            .ask("SET client_min_messages = error")
            .ask("DROP TABLE IF EXISTS wire_60_none")
            .shows(
                "N(00000) N(01000) C(DO) Z(I) N(00000) C(DROP TABLE) Z(I) C(SET) Z(I)"
                    + " C(DROP TABLE) Z(I)"),
        about("60: a notice amid the extended protocol")
            .send(parse("", "DO $$ BEGIN RAISE NOTICE 'one'; END $$"), bind("", ""), execute(""))
            .send(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
            .ready()
            .shows("1 2 N(00000) C(DO) 1 2 D C(SELECT 1) Z(I)"),
        about("60: notices between rows")
            .needing(
                "CREATE OR REPLACE FUNCTION wire_60(n int) RETURNS int LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE NOTICE 'row %', n; RETURN n; END $$")
            .leavingBy("DROP FUNCTION wire_60(int)")
            .ask("SELECT wire_60(n) FROM generate_series(1, 3) n")
            .shows("T N(00000) D N(00000) D N(00000) D C(SELECT 3) Z(I)"),
        about("60: a notice before an error")
            .ask("DO $$ BEGIN RAISE NOTICE 'one'; PERFORM 1/0; END $$")
            .shows("N(00000) E(22012) Z(I)"),
        about("61: a notification to oneself")
            .ask("LISTEN wire_61")
            .ask("NOTIFY wire_61, 'payload'")
            .ask("SELECT pg_notify('wire_61', 'by function')")
            .ask("UNLISTEN *")
            .ask("NOTIFY wire_61")
            .shows(
                "C(LISTEN) Z(I) C(NOTIFY) A Z(I) T D C(SELECT 1) A Z(I) C(UNLISTEN) Z(I)"
                    + " C(NOTIFY) Z(I)"),
        about("61: notifications come once the transaction has ended")
            .ask("LISTEN wire_61b")
            .ask("BEGIN")
            .ask("NOTIFY wire_61b, 'one'")
            .ask("NOTIFY wire_61b, 'one'")
            .ask("NOTIFY wire_61b, 'two'")
            .ask("COMMIT")
            .ask("BEGIN; NOTIFY wire_61b; ROLLBACK")
            .ask("SELECT pg_listening_channels()")
            .shows(
                "C(LISTEN) Z(I) C(BEGIN) Z(T) C(NOTIFY) Z(T) C(NOTIFY) Z(T) C(NOTIFY) Z(T)"
                    + " C(COMMIT) A*2 Z(I) C(BEGIN) C(NOTIFY) C(ROLLBACK) Z(I) T D C(SELECT 1) Z(I)"),
        about("60, 61: a notification of another session reaches an idle one")
            .ask("LISTEN wire_61e")
            .elsewhere("NOTIFY wire_61e, 'from elsewhere'")
            .until('A')
            .ask("SELECT 1")
            .shows("C(LISTEN) Z(I) A T D C(SELECT 1) Z(I)"),
        about("60, 61: a notification of another session waits for the end of the transaction")
            .ask("LISTEN wire_61f")
            .ask("BEGIN")
            .elsewhere("NOTIFY wire_61f, 'from elsewhere'")
            .ask("SELECT 1")
            .ask("COMMIT")
            .shows("C(LISTEN) Z(I) C(BEGIN) Z(T) T D C(SELECT 1) Z(T) C(COMMIT) A Z(I)"),
        about("61: LISTEN that is undone")
            .ask("BEGIN; LISTEN wire_61c; ROLLBACK")
            .ask("NOTIFY wire_61c")
            .ask("SELECT count(*) FROM pg_listening_channels()")
            .shows("C(BEGIN) C(LISTEN) C(ROLLBACK) Z(I) C(NOTIFY) Z(I) T D C(SELECT 1) Z(I)"),
        about("61: LISTEN and NOTIFY by the extended protocol")
            .send(parse("", "LISTEN wire_61d"), bind("", ""), execute(""), sync())
            .ready()
            .send(parse("", "SELECT pg_notify('wire_61d', $1)"), bind("", "", "x"), execute(""))
            .send(sync())
            .ready()
            .shows("1 2 C(LISTEN) Z(I) 1 2 D C(SELECT 1) A Z(I)"),
        about("62, 63: a statement is cancelled, the session goes on")
            .send(query(SLEEP))
            .until('N')
            .cancel()
            .ready()
            .ask("SELECT 1")
            .shows("N(00000) E(57014) Z(I) T D C(SELECT 1) Z(I)"),
        about("62, 63: a statement is cancelled within a transaction")
            .ask("BEGIN")
            .send(query(SLEEP))
            .until('N')
            .cancel()
            .ready()
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) N(00000) E(57014) Z(E) C(ROLLBACK) Z(I)"),
        about("62, 63: a statement amid a pipeline is cancelled, with the rest up to Sync")
            .send(parse("", SLEEP), bind("", ""), execute(""))
            .send(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
            .send(parse("", "SELECT 2"), bind("", ""), execute(""), sync())
            .until('N')
            .cancel()
            .ready(2)
            .shows("1 2 N(00000) E(57014) Z(I) 1 2 D C(SELECT 1) Z(I)"),
        about("62, 63: version 3.2 cancels with its longer key")
            .as(login -> login.withVersion(Login.VERSION_3_2))
            .send(query(SLEEP))
            .until('N')
            .cancel()
            .ready()
            .shows("N(00000) E(57014) Z(I)"),
        about("63: a wrong key does nothing, and is told nothing")
            .send(query("DO $$ BEGIN RAISE NOTICE 'a'; PERFORM pg_sleep(0.2); END $$"))
            .until('N')
            .cancelWithWrongKey()
            .ready()
            .shows("N(00000) C(DO) Z(I)"),
        about("62, 63: cancelling an idle session does nothing")
            .ask("SELECT 1")
            .cancel()
            .ask("SELECT 2")
            .shows("T D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"),
        about("64: a statement is cancelled by its time-out")
            .ask("SET statement_timeout = '50ms'")
            .ask("SELECT pg_sleep(60)")
            .ask("RESET statement_timeout")
            .ask("SELECT 1")
            .shows("C(SET) Z(I) T E(57014) Z(I) C(RESET) Z(I) T D C(SELECT 1) Z(I)"));
  }
}
