package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closeStatement;
import static dev.lagrange.proxy.conversation.Frontend.copyData;
import static dev.lagrange.proxy.conversation.Frontend.copyDone;
import static dev.lagrange.proxy.conversation.Frontend.copyFail;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** COPY: rows 55 to 59. */
final class CopyConversations {
  private CopyConversations() {}

  static List<Conversation> all() {
    return List.of(
        into("55: COPY in by a simple query, in pieces that cut a line", "wire_55a")
            .send(query("COPY wire_55a FROM STDIN"))
            .until('G')
            .send(copyData("1\tone\n2\tt"), copyData("wo\n"), copyData(""), copyDone())
            .ready()
            .ask("SELECT * FROM wire_55a ORDER BY n")
            .shows("G C(COPY 2) Z(I) T D*2 C(SELECT 2) Z(I)"),
        into("55: COPY in all at once, without waiting for the answer", "wire_55b")
            .send(query("COPY wire_55b FROM STDIN"), copyData("1\tone\n"), copyDone())
            .send(query("SELECT count(*) FROM wire_55b"))
            .ready(2)
            .shows("G C(COPY 1) Z(I) T D C(SELECT 1) Z(I)"),
        into("55: COPY in by the extended protocol", "wire_55c")
            .send(parse("", "COPY wire_55c FROM STDIN"), bind("", ""), execute(""), flush())
            .until('G')
            .send(copyData("1\tone\n"), copyDone(), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_55c")
            .shows("1 2 G C(COPY 1) Z(I) T D C(SELECT 1) Z(I)"),
        into("55: Sync and Flush amid the data are not heard", "wire_55d")
            .send(parse("", "COPY wire_55d FROM STDIN"), bind("", ""), execute(""), sync())
            .until('G')
            .send(flush(), copyData("1\tone\n"), sync(), copyData("2\ttwo\n"), flush(), copyDone())
            .send(sync())
            .ready()
            .ask("SELECT count(*) FROM wire_55d")
            .shows("1 2 G C(COPY 2) Z(I) T D C(SELECT 1) Z(I)"),
        into("55: COPY in within a transaction, and CSV with columns", "wire_55e")
            .ask("BEGIN")
            .send(query("COPY wire_55e (v, n) FROM STDIN WITH (FORMAT csv, HEADER)"))
            .until('G')
            .send(copyData("v,n\n\"a, b\",1\n"), copyDone())
            .ready()
            .ask("SELECT * FROM wire_55e")
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) G C(COPY 1) Z(T) T D C(SELECT 1) Z(T) C(ROLLBACK) Z(I)"),
        into("56: an error amid simple COPY in; the rest is thrown away", "wire_56a")
            .send(query("COPY wire_56a FROM STDIN"))
            .until('G')
            .send(copyData("none\tof it\n"), copyData("2\ttwo\n"), copyDone())
            .ready()
            .ask("SELECT count(*) FROM wire_56a")
            .shows("G E(22P02) Z(I) T D C(SELECT 1) Z(I)"),
        into("56: an error amid extended COPY in; the rest is thrown away up to Sync", "wire_56b")
            .send(parse("", "COPY wire_56b FROM STDIN"), bind("", ""), execute(""), flush())
            .until('G')
            .send(copyData("none\tof it\n"), copyData("2\ttwo\n"), copyDone(), query("SELECT 1"))
            .send(sync())
            .ready()
            .ask("SELECT count(*) FROM wire_56b")
            .shows("1 2 G E(22P02) Z(I) T D C(SELECT 1) Z(I)"),
        into("56: an extended COPY that fails before its Sync is swallowed", "wire_56s")
            .send(parse("", "COPY wire_56s FROM STDIN (FREEZE)"), bind("", ""), execute(""))
            .send(sync())
            .ready()
            .send(copyData("1\tone\n"), copyDone(), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_56s")
            .shows("1 2 G E(55000) Z(I)*2 T D C(SELECT 1) Z(I)"),
        into("56: the same, with all sent at once", "wire_56t")
            .send(parse("", "COPY wire_56t FROM STDIN (FREEZE)"), bind("", ""), execute(""))
            .send(sync(), copyData("1\tone\n"), copyDone(), sync())
            .ready(2)
            .ask("SELECT count(*) FROM wire_56t")
            .shows("1 2 G E(55000) Z(I)*2 T D C(SELECT 1) Z(I)"),
        failingSlowly("56: the same, failing once the rows are there", "wire_56u")
            .send(parse("", "COPY wire_56u FROM STDIN"), bind("", ""), execute(""), sync())
            .until('G')
            .send(copyData("1\tone\n"), copyDone(), sync())
            .ready(2)
            .ask("SELECT count(*) FROM wire_56u")
            .shows("1 2 G E(P0001) Z(I)*2 T D C(SELECT 1) Z(I)"),
        failingSlowly("56: the same in a transaction", "wire_56v")
            .ask("BEGIN")
            .send(parse("", "COPY wire_56v FROM STDIN"), bind("", ""), execute(""), sync())
            .until('G')
            .send(copyData("1\tone\n"), copyDone(), sync())
            .ready(2)
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) 1 2 G E(P0001) Z(E)*2 C(ROLLBACK) Z(I)"),
        into("56: an error amid extended COPY in that has swallowed its Sync", "wire_56w")
            .ask("BEGIN")
            .send(parse("", "COPY wire_56w FROM STDIN"), bind("", ""), execute(""), sync())
            .until('G')
            .send(copyData("none\tof it\n"), copyDone(), sync())
            .ready()
            .ask("ROLLBACK")
            .send(parse("", "COPY wire_56w FROM STDIN"), bind("", ""), execute(""), sync())
            .until('G')
            .send(copyData("1\tone\n"), copyDone(), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_56w")
            .shows(
                "C(BEGIN) Z(T) 1 2 G E(22P02) Z(E) C(ROLLBACK) Z(I)"
                    + " 1 2 G C(COPY 1) Z(I) T D C(SELECT 1) Z(I)"),
        into("57: a Close amid extended COPY in", "wire_57x")
            .send(parse("", "COPY wire_57x FROM STDIN"), bind("", ""), execute(""))
            .send(closeStatement("unknown"), sync())
            .until('G')
            .shows("1 2 G E(08P01)*2"),
        into("56: data of a COPY that never began", "wire_56c")
            .send(query("COPY wire_56c FROM STDIN WHERE nowhere"), copyData("1\n"), copyDone())
            .ready()
            .ask("SELECT 1")
            .shows("E(42703) Z(I) T D C(SELECT 1) Z(I)"),
        into("57: an error after CopyDone", "wire_57a")
            .needing("ALTER TABLE wire_57a ADD UNIQUE (n) DEFERRABLE INITIALLY DEFERRED")
            .send(query("COPY wire_57a FROM STDIN"))
            .until('G')
            .send(copyData("1\ta\n1\tb\n"), copyDone())
            .ready()
            .ask("SELECT count(*) FROM wire_57a")
            .shows("G E(23505) Z(I) T D C(SELECT 1) Z(I)"),
        into("57: CopyFail", "wire_57b")
            .send(query("COPY wire_57b FROM STDIN"))
            .until('G')
            .send(copyData("1\tone\n"), copyFail("not like this"))
            .ready()
            .send(parse("", "COPY wire_57b FROM STDIN"), bind("", ""), execute(""))
            .send(copyFail(""), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_57b")
            .shows("G E(57014) Z(I) 1 2 G E(57014) Z(I) T D C(SELECT 1) Z(I)"),
        into("57: a simple query amid COPY in", "wire_57c")
            .send(query("COPY wire_57c FROM STDIN"))
            .until('G')
            .send(copyData("1\tone\n"), query("SELECT 1"))
            .closed()
            .showsAtLast("G E(08P01)*2 closed"),
        about("58: COPY out")
            .ask("COPY (SELECT n, 'v' || n FROM generate_series(1, 3) n) TO STDOUT")
            .ask("COPY (SELECT 1, NULL, 'a,b') TO STDOUT WITH (FORMAT csv)")
            .ask("COPY (SELECT 1) TO STDOUT WITH (FORMAT binary)")
            .shows("H d*3 c C(COPY 3) Z(I) H d c C(COPY 1) Z(I) H d*2 c C(COPY 1) Z(I)"),
        about("58: COPY out by the extended protocol")
            .send(parse("", "COPY (SELECT 1) TO STDOUT"), bind("", ""), execute(""), sync())
            .ready()
            .shows("1 2 H d c C(COPY 1) Z(I)"),
        about("58: COPY out that fails amid the rows")
            .ask("COPY (SELECT 1 / (3 - n) FROM generate_series(1, 5) n) TO STDOUT")
            .ask("SELECT 1")
            .shows("H d*2 E(22012) Z(I) T D C(SELECT 1) Z(I)"),
        into("58: COPY among several statements", "wire_58")
            .send(query("SELECT 1; COPY wire_58 FROM STDIN; COPY wire_58 TO STDOUT; SELECT 2"))
            .until('G')
            .send(copyData("1\tone\n"), copyDone())
            .ready()
            .shows("T D C(SELECT 1) G C(COPY 1) H d c C(COPY 1) T D C(SELECT 1) Z(I)"),
        into("58: two COPY in one query, the second fails", "wire_58b")
            .send(query("COPY wire_58b FROM STDIN; COPY wire_58b FROM STDIN; SELECT 1"))
            .until('G')
            .send(copyData("1\tone\n"), copyDone())
            .until('G')
            .send(copyFail("no"))
            .ready()
            .ask("SELECT count(*) FROM wire_58b")
            .shows("G C(COPY 1) G E(57014) Z(I) T D C(SELECT 1) Z(I)"),
        into("59: COPY of what a write returns", "wire_59")
            .ask("INSERT INTO wire_59 VALUES (1, 'one')")
            .ask("COPY (DELETE FROM wire_59 RETURNING n) TO STDOUT")
            .ask("SELECT count(*) FROM wire_59")
            .shows("C(INSERT 0 1) Z(I) H d c C(COPY 1) Z(I) T D C(SELECT 1) Z(I)"),
        into("59: COPY in where all is read only", "wire_59b")
            .ask("BEGIN READ ONLY")
            .send(query("COPY wire_59b FROM STDIN"))
            .ready()
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I)"),
        about("55: messages of COPY out of place")
            .send(copyData("1\n"), copyDone(), copyFail("no"), query("SELECT 1"))
            .ready()
            .shows("T D C(SELECT 1) Z(I)"),
        about("55: the end of a COPY out of place, before what is closed or parsed twice")
            .send(parse("named", "SELECT 55"), sync())
            .ready()
            .send(bind("", "named"), execute(""), copyDone(), closeStatement("named"), sync())
            .ready()
            .ask("SELECT 1")
            .send(parse("other", "SELECT 55"), bind("", "other"), execute(""), copyDone())
            .send(parse("again", "SELECT 55"), bind("", "again"), execute(""), sync())
            .ready()
            .ask("SELECT 1")
            .shows(
                "1 Z(I) 2 D C(SELECT 1) 3 Z(I) T D C(SELECT 1) Z(I)"
                    + " 1 2 D C(SELECT 1) 1 2 D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I)"));
  }

  /** Into a table of which a trigger fails before any row is read, but after rows have come. */
  private static Conversation.Builder failingSlowly(String name, String table) {
    return into(name, table)
        .needing(
            "CREATE OR REPLACE FUNCTION wire_56_fails() RETURNS trigger LANGUAGE plpgsql"
                + " AS 'BEGIN PERFORM pg_sleep(0.3); RAISE ''no''; END'")
        .needing(
            "CREATE TRIGGER fails BEFORE INSERT ON " + table + " EXECUTE FUNCTION wire_56_fails()");
  }

  private static Conversation.Builder into(String name, String table) {
    return about(name).withTable(table, "n int, v text");
  }
}
