package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closePortal;
import static dev.lagrange.proxy.conversation.Frontend.closeStatement;
import static dev.lagrange.proxy.conversation.Frontend.describeStatement;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** Prepared statements of both kinds: rows 35, 37, 40 to 43, 73. */
final class StatementConversations {
  private StatementConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("35: the unnamed statement lives on behind Sync")
            .send(parse("", "SELECT $1::int"), sync())
            .ready()
            .send(bind("", "", "1"), execute(""), sync())
            .ready()
            .send(bind("", "", "2"), execute(""), sync())
            .ready()
            .send(describeStatement(""), sync())
            .ready()
            .shows("1 Z(I) 2 D C(SELECT 1) Z(I) 2 D C(SELECT 1) Z(I) t T Z(I)"),
        about("35, 73: the unnamed statement lives on behind reads and writes by name")
            .withTable("wire_35", "n int")
            .send(parse("r", "SELECT 'r'"), parse("w", "INSERT INTO wire_35 VALUES (1)"))
            .send(parse("", "SELECT 'unnamed'"), sync())
            .ready()
            .send(bind("p", "r"), execute("p"), sync())
            .ready()
            .send(bind("p", "w"), execute("p"), sync())
            .ready()
            .send(bind("p", ""), execute("p"), sync())
            .ready()
            .shows("1*3 Z(I) 2 D C(SELECT 1) Z(I) 2 C(INSERT 0 1) Z(I) 2 D C(SELECT 1) Z(I)"),
        about("35: the next Parse and a simple query end the unnamed statement")
            .send(parse("", "SELECT 1"), parse("", "SELECT 2"), bind("", ""), execute(""), sync())
            .ready()
            .ask("SELECT 3")
            .send(bind("", ""), sync())
            .ready()
            .shows("1*2 2 D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) E(26000) Z(I)"),
        about("35: a Parse that failed has ended the unnamed statement")
            .send(parse("", "SELECT 1"), sync())
            .ready()
            .send(parse("", "SELEC 2"), sync())
            .ready()
            .send(bind("", ""), execute(""), sync())
            .ready()
            .shows("1 Z(I) E(42601) Z(I) E(26000) Z(I)"),
        about("37: one text with types of its own under two names")
            .send(
                parse("int", "SELECT pg_typeof($1)", 23),
                parse("text", "SELECT pg_typeof($1)", 25),
                describeStatement("int"),
                describeStatement("text"),
                bind("", "int", "1"),
                execute(""),
                bind("", "text", "1"),
                execute(""),
                sync())
            .ready()
            .shows("1*2 t T t T 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I)"),
        about("37: one text means another table once search_path is another")
            .needing("DROP SCHEMA IF EXISTS wire_37 CASCADE")
            .needing("CREATE SCHEMA wire_37")
            .needing("CREATE TABLE wire_37.wire_37_t AS SELECT 'in the schema' AS place")
            .withTable("wire_37_t", "place text")
            .leavingBy("DROP SCHEMA wire_37 CASCADE")
            .send(parse("a", "SELECT place FROM wire_37_t"), bind("", "a"), execute(""), sync())
            .ready()
            .ask("SET search_path = wire_37, public")
            .send(parse("b", "SELECT place FROM wire_37_t"), bind("", "b"), execute(""))
            .send(bind("", "a"), execute(""), sync())
            .ready()
            .ask("RESET search_path")
            .send(bind("", "b"), execute(""), sync())
            .ready()
            .shows(
                "1 2 C(SELECT 0) Z(I) C(SET) S Z(I) 1 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I)"
                    + " C(RESET) S Z(I) 2 C(SELECT 0) Z(I)"),
        about("40: two hundred statements, used in the pipeline that makes them")
            .send(many(200))
            .ready()
            .send(bind("", "s0"), execute(""), bind("", "s199"), execute(""), sync())
            .ready()
            .shows(
                "1*200 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I) 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I)"),
        about("41: a name that is taken")
            .send(parse("s", "SELECT 1"), sync())
            .ready()
            .send(parse("s", "SELECT 1"), sync())
            .ready()
            .send(parse("s", "SELECT 2"), sync())
            .ready()
            .send(bind("", "s"), execute(""), sync())
            .ready()
            .shows("1 Z(I) E(42P05) Z(I) E(42P05) Z(I) 2 D C(SELECT 1) Z(I)"),
        about("41: a name that a failed transaction refuses stays free, if the text is known, too")
            .ask("BEGIN")
            .send(parse("known", "SELECT 41"), parse("end", "ROLLBACK"), sync())
            .ready()
            .ask("SELECT 1/0")
            .send(parse("refused", "SELECT 41"), describeStatement("refused"), sync())
            .ready()
            .send(parse("other", "ROLLBACK"), bind("", "other"), execute(""), sync())
            .ready()
            .send(parse("refused", "SELECT 41"), describeStatement("refused"), sync())
            .ready()
            .shows(
                "C(BEGIN) Z(T) 1*2 Z(T) E(22012) Z(E) E(25P02) Z(E) 1 2 C(ROLLBACK) Z(I)"
                    + " 1 t T Z(I)"),
        about("41: to close what is unknown is no error")
            .send(closeStatement("unknown"), closePortal("unknown"), closeStatement(""), sync())
            .ready()
            .shows("3*3 Z(I)"),
        about("42: a closed name is free, another of the same text is not touched")
            .send(parse("a", "SELECT 1"), parse("b", "SELECT 1"), closeStatement("a"), sync())
            .ready()
            .send(bind("", "b"), execute(""), bind("", "a"), sync())
            .ready()
            .send(parse("a", "SELECT 2"), bind("", "a"), execute(""), sync())
            .ready()
            .shows("1*2 3 Z(I) 2 D C(SELECT 1) E(26000) Z(I) 1 2 D C(SELECT 1) Z(I)"),
        about("42: closing a statement closes its portals")
            .ask("BEGIN")
            .send(parse("s", "SELECT 1"), bind("p", "s"), closeStatement("s"), sync())
            .ready()
            .send(execute("p"), sync())
            .ready()
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) 1 2 3 Z(T) D C(SELECT 1) Z(T) C(ROLLBACK) Z(I)"),
        about("43: PREPARE, EXECUTE and DEALLOCATE")
            .ask("PREPARE p (int) AS SELECT $1 + 1")
            .ask("EXECUTE p (1)")
            .ask("EXPLAIN (COSTS OFF) EXECUTE p (2)")
            .ask("CREATE TEMPORARY TABLE wire_43 AS EXECUTE p (3)")
            .ask("SELECT * FROM wire_43")
            .ask("PREPARE p AS SELECT 2")
            .ask("DEALLOCATE p")
            .ask("EXECUTE p (1)")
            .ask("DEALLOCATE p")
            .shows(
                "C(PREPARE) Z(I) T D C(SELECT 1) Z(I) T D C(EXPLAIN) Z(I) C(SELECT 1) Z(I)"
                    + " T D C(SELECT 1) Z(I) E(42P05) Z(I) C(DEALLOCATE) Z(I) E(26000) Z(I)"
                    + " E(26000) Z(I)"),
        about("43: names of PREPARE and of Parse are the same")
            .ask("PREPARE p AS SELECT 1")
            .send(bind("", "p"), execute(""), parse("p", "SELECT 2"), sync())
            .ready()
            .send(parse("q", "SELECT 3"), sync())
            .ready()
            .ask("EXECUTE q")
            .ask("PREPARE q AS SELECT 4")
            .ask("DEALLOCATE q")
            .send(bind("", "q"), sync())
            .ready()
            .shows(
                "C(PREPARE) Z(I) 2 D C(SELECT 1) E(42P05) Z(I) 1 Z(I) T D C(SELECT 1) Z(I)"
                    + " E(42P05) Z(I) C(DEALLOCATE) Z(I) E(26000) Z(I)"),
        deallocation("DEALLOCATE ALL", "DEALLOCATE ALL"),
        deallocation("DISCARD ALL", "DISCARD ALL"),
        about("43: DISCARD PLANS leaves the names")
            .send(parse("s", "SELECT 1"), sync())
            .ready()
            .ask("DISCARD PLANS")
            .send(bind("", "s"), execute(""), sync())
            .ready()
            .shows("1 Z(I) C(DISCARD PLANS) Z(I) 2 D C(SELECT 1) Z(I)"),
        about("43: PREPARE and EXECUTE by the extended protocol")
            .send(parse("", "PREPARE e AS SELECT 1"), bind("", ""), execute(""), sync())
            .ready()
            .send(parse("", "EXECUTE e"), describeStatement(""), bind("", ""), execute(""), sync())
            .ready()
            .shows("1 2 C(PREPARE) Z(I) 1 t T 2 D C(SELECT 1) Z(I)"),
        about("43: DEALLOCATE ALL by the extended protocol, time and again")
            .send(parse("s0", "DEALLOCATE ALL"), describeStatement("s0"), sync())
            .ready()
            .send(bind("", "s0"), execute(""), sync())
            .ready()
            .send(parse("s1", "DEALLOCATE ALL"), describeStatement("s1"), sync())
            .ready()
            .send(bind("", "s1"), execute(""), sync())
            .ready()
            .shows("1 t n Z(I) 2 C(DEALLOCATE ALL) Z(I) 1 t n Z(I) 2 C(DEALLOCATE ALL) Z(I)"));
  }

  private static Conversation deallocation(String sql, String tag) {
    return about("43: " + sql + " drops what Parse made")
        .send(parse("s", "SELECT 1"), parse("t", "SELECT 2"), sync())
        .ready()
        .ask(sql)
        .send(bind("", "s"), execute(""), sync())
        .ready()
        .send(parse("s", "SELECT 3"), bind("", "s"), execute(""), sync())
        .ready()
        .shows("1*2 Z(I) C(" + tag + ") Z(I) E(26000) Z(I) 1 2 D C(SELECT 1) Z(I)");
  }

  private static byte[] many(int count) {
    Payload all = new Payload();
    for (int i = 0; i < count; i++) {
      all.raw(parse("s" + i, "SELECT " + i));
    }
    return all.raw(bind("", "s0"))
        .raw(execute(""))
        .raw(bind("", "s" + (count - 1)))
        .raw(execute(""))
        .raw(sync())
        .toBytes();
  }
}
