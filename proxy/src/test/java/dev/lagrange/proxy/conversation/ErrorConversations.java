package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closeStatement;
import static dev.lagrange.proxy.conversation.Frontend.copyData;
import static dev.lagrange.proxy.conversation.Frontend.copyDone;
import static dev.lagrange.proxy.conversation.Frontend.copyFail;
import static dev.lagrange.proxy.conversation.Frontend.describeStatement;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.functionCall;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static dev.lagrange.proxy.conversation.Frontend.terminate;

import java.util.List;

/** Errors in the extended protocol: rows 32, 36, 38, 39, 41, 44. */
final class ErrorConversations {
  private ErrorConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("32: an error skips all up to Sync, a simple query too")
            .send(
                parse("", "SELEC 1"),
                bind("", ""),
                query("SELECT 1"),
                describeStatement("unknown"),
                execute(""),
                closeStatement("unknown"),
                flush(),
                sync(),
                query("SELECT 2"))
            .ready(2)
            .shows("E(42601) Z(I) T D C(SELECT 1) Z(I)"),
        about("32: a read's error skips a simple query, too, whichever node says it")
            .send(parse("", "SELECT nowhere"), query("SELECT 1"), sync())
            .ready()
            .ask("SELECT 2")
            .shows("E(42703) Z(I) T D C(SELECT 1) Z(I)"),
        about("32: what was skipped has not happened")
            .withTable("wire_32", "n int")
            .send(
                parse("ok", "INSERT INTO wire_32 VALUES (1)"),
                bind("", "ok"),
                bind("", "missing"),
                execute(""),
                parse("skipped", "SELECT 1"),
                query("INSERT INTO wire_32 VALUES (2)"),
                sync())
            .ready()
            .ask("SELECT count(*) FROM wire_32")
            .send(bind("", "ok"), bind("", "skipped"), sync())
            .ready()
            .shows("1 2 E(26000) Z(I) T D C(SELECT 1) Z(I) 2 E(26000) Z(I)"),
        about("32: what was skipped has named nothing, and given no name up")
            .send(parse("a", "SELECT 1"), parse("b", "SELECT 2"), sync())
            .ready()
            .send(
                parse("", "SELEC"),
                closeStatement("a"),
                parse("", "SELECT 3"),
                closeStatement("b"),
                parse("b", "SELECT 4"),
                sync())
            .ready()
            .send(bind("", "a"), execute(""), bind("", "b"), execute(""), sync())
            .ready()
            .send(bind("", ""), sync())
            .ready()
            .shows("1*2 Z(I) E(42601) Z(I) 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I) E(26000) Z(I)"),
        about("32: a skipped Parse leaves the statement without a name where it was")
            .send(parse("", "SELECT 1"), sync())
            .ready()
            .send(bind("", "missing"), parse("", "SELECT 2"), sync())
            .ready()
            .send(bind("", ""), execute(""), sync())
            .ready()
            .send(parse("", "SELEC"), parse("", "SELECT 3"), sync())
            .ready()
            .send(bind("", ""), sync())
            .ready()
            .shows("1 Z(I) E(26000) Z(I) 2 D C(SELECT 1) Z(I) E(42601) Z(I) E(26000) Z(I)"),
        about("32: what came before the error has named, and given names up")
            .send(parse("a", "SELECT 1"), parse("", "SELECT 2"), sync())
            .ready()
            .send(
                closeStatement("a"),
                parse("a", "SELECT 1/(SELECT 0)"),
                bind("", "a"),
                execute(""),
                closeStatement("a"),
                parse("c", "SELECT 3"),
                sync())
            .ready()
            .send(bind("", "c"), sync())
            .ready()
            .send(describeStatement("a"), bind("", ""), execute(""), bind("", "a"), sync())
            .ready()
            .send(parse("a", "SELECT 4"), closeStatement("a"), sync())
            .ready()
            .send(describeStatement("a"), sync())
            .ready()
            .shows(
                "1*2 Z(I) 3 1 2 E(22012) Z(I) E(26000) Z(I) t T 2 D C(SELECT 1) 2 Z(I)"
                    + " E(42P05) Z(I) t T Z(I)"),
        about("32: two errors with a Sync between them")
            .send(parse("", "SELECT a"), sync(), parse("", "SELECT b"), sync(), sync())
            .ready(3)
            .shows("E(42703) Z(I) E(42703) Z(I)*2"),
        about("32: an error in Bind and in Execute within a transaction")
            .ask("BEGIN")
            .send(parse("s", "SELECT 1/$1::int"), bind("", "s", "none"), execute(""), sync())
            .ready()
            .send(bind("", "s", "0"), execute(""), sync())
            .ready()
            .ask("ROLLBACK")
            .send(bind("", "s", "0"), execute(""), sync())
            .ready()
            .send(bind("", "s", "1"), execute(""), sync())
            .ready()
            .shows(
                "C(BEGIN) Z(T) 1 E(22P02) Z(E) E(25P02) Z(E) C(ROLLBACK) Z(I)"
                    + " E(22012) Z(I) 2 D C(SELECT 1) Z(I)"),
        about("32: Terminate is not skipped")
            .send(parse("", "SELEC 1"), bind("", ""), terminate(), sync())
            .closed()
            .showsAtLast("E(42601) closed"),
        about("32: a function call and COPY data are skipped too")
            .send(
                parse("", "SELEC 1"),
                functionCall(0),
                copyData("1\n"),
                copyDone(),
                copyFail("no"),
                sync(),
                query("SELECT 1"))
            .ready(2)
            .shows("E(42601) Z(I) T D C(SELECT 1) Z(I)"),
        about("36: an unknown portal, by its name")
            .send(execute("of no name"), sync())
            .ready()
            .send(execute(""), sync())
            .ready()
            .shows("E(34000) Z(I) E(34000) Z(I)"),
        about("37, 45: an unknown statement, by its name")
            .send(bind("", "of no name"), sync())
            .ready()
            .send(describeStatement("neither"), sync())
            .ready()
            .send(bind("", ""), sync())
            .ready()
            .shows("E(26000) Z(I) E(26000) Z(I) E(26000) Z(I)"),
        about("38: a Parse that failed leaves its name free")
            .send(parse("s", "SELECT nowhere"), sync())
            .ready()
            .send(bind("", "s"), sync())
            .ready()
            .send(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync())
            .ready()
            .shows("E(42703) Z(I) E(26000) Z(I) 1 2 D C(SELECT 1) Z(I)"),
        about("38: a Parse behind one that failed, of the same text")
            .send(
                parse("a", "SELECT 1"),
                parse("b", "SELECT nowhere"),
                parse("c", "SELECT 1"),
                sync())
            .ready()
            .send(
                parse("c", "SELECT 1"),
                bind("", "c"),
                execute(""),
                bind("", "a"),
                execute(""),
                sync())
            .ready()
            .shows("1 E(42703) Z(I) 1 2 D C(SELECT 1) 2 D C(SELECT 1) Z(I)"),
        about("39: several Parses of one text, an error among them")
            .send(
                parse("a", "SELECT 1"),
                describeStatement("a"),
                parse("b", "SELECT 1"),
                describeStatement("b"),
                parse("a", "SELECT 1"),
                parse("c", "SELECT 1"),
                sync())
            .ready()
            .shows("1 t T 1 t T E(42P05) Z(I)"),
        // these lock rows, so that all runs on one server, which has the plan
        about("44: a plan whose result changed, in a transaction")
            .withTable("wire_44a", "n int")
            .send(
                parse("s", "SELECT * FROM wire_44a FOR SHARE"), bind("", "s"), execute(""), sync())
            .ready()
            .ask("ALTER TABLE wire_44a ADD v text")
            .ask("BEGIN")
            .send(bind("", "s"), execute(""), sync())
            .ready()
            .ask("ROLLBACK")
            .shows(
                "1 2 C(SELECT 0) Z(I) C(ALTER TABLE) Z(I) C(BEGIN) Z(T) E(0A000) Z(E)"
                    + " C(ROLLBACK) Z(I)"),
        about("44, 72: a plan whose result changed, outside of a transaction")
            .withTable("wire_44b", "n int")
            .send(
                parse("s", "SELECT * FROM wire_44b FOR SHARE"), bind("", "s"), execute(""), sync())
            .ready()
            .ask("ALTER TABLE wire_44b ADD v text")
            .send(bind("", "s"), execute(""), sync())
            .ready()
            .send(
                closeStatement("s"), parse("s", "SELECT * FROM wire_44b FOR SHARE"), bind("", "s"))
            .send(execute(""), sync())
            .ready()
            .shows(
                "1 2 C(SELECT 0) Z(I) C(ALTER TABLE) Z(I) E(0A000) Z(I)"
                    + " 3 1 2 C(SELECT 0) Z(I)"),
        about("72: a table made and read at once, by a pipeline")
            .leavingBy("DROP TABLE IF EXISTS wire_72")
            .ask("CREATE TABLE wire_72 (n int)")
            .send(parse("", "SELECT n FROM wire_72"), bind("", ""), execute(""), sync())
            .ready()
            .ask("DROP TABLE wire_72")
            .send(parse("", "SELECT n FROM wire_72"), bind("", ""), execute(""), sync())
            .ready()
            .shows("C(CREATE TABLE) Z(I) 1 2 C(SELECT 0) Z(I) C(DROP TABLE) Z(I) E(42P01) Z(I)"));
  }
}
