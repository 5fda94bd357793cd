package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.describePortal;
import static dev.lagrange.proxy.conversation.Frontend.describeStatement;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** The extended protocol in packets of any kind: rows 29 to 31, 33, 34, 46, 47, 51 to 53, 73. */
final class PipelineConversations {
  private PipelineConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("29: all of a statement in one packet")
            .send(parse("", "SELECT $1::int + 1", 23), bind("", "", "1"))
            .send(describePortal(""), execute(""), sync())
            .ready()
            .shows("1 2 T D C(SELECT 1) Z(I)"),
        about("29: an empty statement")
            .send(parse("", ""), bind("", ""), describePortal(""), execute(""), sync())
            .ready()
            .shows("1 2 n I Z(I)"),
        about("29: several statements in one Parse")
            .send(parse("", "SELECT 1; SELECT 2"), sync())
            .ready()
            .shows("E(42601) Z(I)"),
        about("30, 33: Flush after each message, with an answer and no ReadyForQuery")
            .send(parse("", "SELECT 1"), flush())
            .until('1')
            .send(bind("", ""), flush())
            .until('2')
            .send(describePortal(""), flush())
            .until('T')
            .send(execute(""), flush())
            .until('C')
            .send(sync())
            .ready()
            .shows("1 2 T D C(SELECT 1) Z(I)"),
        about("30: Flush behind an error, then Sync")
            .send(parse("", "SELECT nowhere"), flush())
            .until('E')
            .send(bind("", ""), execute(""), flush(), sync())
            .ready()
            .shows("E(42703) Z(I)"),
        about("30, 51: Flush in a transaction that writes")
            .withTable("wire_30", "n int")
            .send(parse("", "BEGIN"), bind("", ""), execute(""), flush())
            .until('C')
            .send(parse("", "INSERT INTO wire_30 VALUES (1)"), bind("", ""), execute(""), flush())
            .until('C')
            .send(parse("", "COMMIT"), bind("", ""), execute(""), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_30")
            .shows("1 2 C(BEGIN) 1 2 C(INSERT 0 1) 1 2 C(COMMIT) Z(I) T D C(SELECT 1) Z(I)"),
        about("31: many Syncs in one packet, each with its own status")
            .send(
                sync(),
                sync(),
                parse("", "BEGIN"),
                bind("", ""),
                execute(""),
                sync(),
                parse("", "SELECT 1/0"),
                bind("", ""),
                execute(""),
                sync(),
                parse("", "ROLLBACK"),
                bind("", ""),
                execute(""),
                sync(),
                sync())
            .ready(6)
            .shows("Z(I)*2 1 2 C(BEGIN) Z(T) 1 E(22012) Z(E) 1 2 C(ROLLBACK) Z(I)*2"),
        about("31: reads and writes with a Sync each in one packet")
            .withTable("wire_31", "n int")
            .send(
                parse("r", "SELECT count(*) FROM wire_31"),
                parse("w", "INSERT INTO wire_31 VALUES (1)"),
                bind("", "r"),
                execute(""),
                sync(),
                bind("", "w"),
                execute(""),
                sync(),
                bind("", "r"),
                execute(""),
                sync(),
                bind("", "w"),
                execute(""),
                bind("", "r"),
                execute(""),
                sync())
            .ready(4)
            .shows(
                "1*2 2 D C(SELECT 1) Z(I) 2 C(INSERT 0 1) Z(I) 2 D C(SELECT 1) Z(I)"
                    + " 2 C(INSERT 0 1) 2 D C(SELECT 1) Z(I)"),
        about("34: what is before one Sync is one transaction")
            .withTable("wire_34", "n int")
            .send(parse("i", "INSERT INTO wire_34 VALUES ($1)"), bind("", "i", "1"), execute(""))
            .send(bind("", "i", "2"), execute(""), bind("", "i", "x"), execute(""), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_34")
            .shows("1 2 C(INSERT 0 1) 2 C(INSERT 0 1) E(22P02) Z(I) T D C(SELECT 1) Z(I)"),
        about("46: Describe of statements with and without rows, and of portals")
            .withTable("wire_46", "n int, v text")
            .send(
                parse("q", "SELECT n, v FROM wire_46 WHERE n = $1 AND v = $2"),
                describeStatement("q"),
                parse("i", "INSERT INTO wire_46 VALUES ($1, $2)"),
                describeStatement("i"),
                bind("p", "q", List.of(), Frontend.texts("1", "x"), List.of(1, 0)),
                describePortal("p"),
                bind("r", "i", "1", null),
                describePortal("r"),
                sync())
            .ready()
            .shows("1 t T 1 t n 2 T 2 n Z(I)"),
        about("47: Describe in a Sync of its own, Execute in a later one")
            .send(parse("s", "SELECT $1::int8, $2::text"), describeStatement("s"), sync())
            .ready()
            .send(bind("", "s", "7", "x"), execute(""), sync())
            .ready()
            .shows("1 t T Z(I) 2 D C(SELECT 1) Z(I)"),
        about("51: BEGIN and the first statement in one packet")
            .withTable("wire_51a", "n int")
            .send(parse("", "BEGIN"), bind("", ""), execute("", 0))
            .send(parse("", "INSERT INTO wire_51a VALUES ($1)", 23), bind("", "", "1"))
            .send(describePortal(""), execute(""), sync())
            .ready()
            .send(parse("", "COMMIT"), bind("", ""), execute(""), sync())
            .ready()
            .shows("1 2 C(BEGIN) 1 2 n C(INSERT 0 1) Z(T) 1 2 C(COMMIT) Z(I)"),
        about("51: BEGIN READ ONLY and a read in one packet")
            .send(parse("", "BEGIN READ ONLY"), bind("", ""), execute(""))
            .send(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
            .ready()
            .ask("CREATE TABLE wire_51b ()")
            .ask("ROLLBACK")
            .shows("1 2 C(BEGIN) 1 2 D C(SELECT 1) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I)"),
        // the transaction that the Execute began is still open at the first ReadyForQuery
        about("52, 53: a simple query with no Sync before it")
            .send(parse("", "SELECT 1"), bind("", ""), execute(""), query("SELECT 2"))
            .ready()
            .send(sync())
            .ready()
            .shows("1 2 D C(SELECT 1) T D C(SELECT 1) Z(T) Z(I)"),
        about("52: a simple SAVEPOINT amid the extended protocol")
            .ask("BEGIN")
            .send(parse("s", "SELECT 1"), query("SAVEPOINT a"), bind("", "s"), execute(""), sync())
            .ready(2)
            .send(parse("", "SELECT 1/0"), bind("", ""), execute(""), sync())
            .ready()
            .ask("ROLLBACK TO a")
            .send(bind("", "s"), execute(""), sync())
            .ready()
            .ask("COMMIT")
            .shows(
                "C(BEGIN) Z(T) 1 C(SAVEPOINT) Z(T) 2 D C(SELECT 1) Z(T) 1 E(22012) Z(E)"
                    + " C(ROLLBACK) Z(T) 2 D C(SELECT 1) Z(T) C(COMMIT) Z(I)"),
        about("53: a simple query ends the unnamed portal and statement")
            .send(parse("", "SELECT 1"), bind("", ""), query("SELECT 2"), execute(""), sync())
            .ready(2)
            .send(bind("", ""), sync())
            .ready()
            .shows("1 2 T D C(SELECT 1) Z(I) E(34000) Z(I) E(26000) Z(I)"));
  }
}
