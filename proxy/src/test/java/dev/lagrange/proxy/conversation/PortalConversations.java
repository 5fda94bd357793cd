package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closePortal;
import static dev.lagrange.proxy.conversation.Frontend.describePortal;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** Portals and cursors: rows 36, 49, 50 and 67. */
final class PortalConversations {
  private static final String FIVE = "SELECT * FROM generate_series(1, 5) n";

  private PortalConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("36: portals die with their transaction")
            .send(parse("s", "SELECT 1"), bind("", "s"), bind("p", "s"), sync())
            .ready()
            .send(execute(""), sync())
            .ready()
            .send(execute("p"), sync())
            .ready()
            .ask("BEGIN")
            .send(bind("p", "s"), sync())
            .ready()
            .send(execute("p"), sync())
            .ready()
            .ask("COMMIT")
            .send(execute("p"), sync())
            .ready()
            .shows(
                "1 2*2 Z(I) E(34000) Z(I) E(34000) Z(I) C(BEGIN) Z(T) 2 Z(T) D C(SELECT 1) Z(T)"
                    + " C(COMMIT) Z(I) E(34000) Z(I)"),
        about("36: a closed portal, and one whose name is taken")
            .ask("BEGIN")
            .send(parse("s", "SELECT 1"), bind("p", "s"), closePortal("p"), sync())
            .ready()
            .send(bind("p", "s"), bind("p", "s"), sync())
            .ready()
            .ask("ROLLBACK")
            .ask("BEGIN")
            .send(bind("p", "s"), closePortal("p"), describePortal("p"), sync())
            .ready()
            .ask("ROLLBACK")
            .shows(
                "C(BEGIN) Z(T) 1 2 3 Z(T) 2 E(42P03) Z(E) C(ROLLBACK) Z(I) C(BEGIN) Z(T)"
                    + " 2 3 E(34000) Z(E) C(ROLLBACK) Z(I)"),
        about("49: a portal in pieces within a transaction")
            .ask("BEGIN")
            .send(parse("s", FIVE), bind("p", "s"), describePortal("p"), execute("p", 2), sync())
            .ready()
            .send(execute("p", 2), sync())
            .ready()
            .send(execute("p", 2), sync())
            .ready()
            .send(execute("p", 2), closePortal("p"), sync())
            .ready()
            .ask("COMMIT")
            .shows(
                "C(BEGIN) Z(T) 1 2 T D*2 s Z(T) D*2 s Z(T) D C(SELECT 1) Z(T)"
                    + " C(SELECT 0) 3 Z(T) C(COMMIT) Z(I)"),
        about("49: a portal in pieces, other statements between them")
            .withTable("wire_49", "n int")
            .ask("BEGIN")
            .send(parse("s", FIVE), bind("p", "s"), execute("p", 3), flush())
            .until('s')
            .send(parse("", "INSERT INTO wire_49 VALUES (1)"), bind("", ""), execute(""), sync())
            .ready()
            .ask("SELECT count(*) FROM wire_49")
            .send(execute("p", 0), sync())
            .ready()
            .ask("ROLLBACK")
            .shows(
                "C(BEGIN) Z(T) 1 2 D*3 s 1 2 C(INSERT 0 1) Z(T) T D C(SELECT 1) Z(T)"
                    + " D*2 C(SELECT 2) Z(T) C(ROLLBACK) Z(I)"),
        about("49: exactly as many rows as asked for")
            .send(parse("", FIVE), bind("", ""), execute("", 5), execute("", 5), sync())
            .ready()
            .shows("1 2 D*5 s C(SELECT 0) Z(I)"),
        about("49: a portal of a write in pieces runs all of it")
            .withTable("wire_49b", "n int")
            .ask("BEGIN")
            .send(parse("", "INSERT INTO wire_49b SELECT generate_series(1, 5) RETURNING n"))
            .send(bind("p", ""), execute("p", 2), sync())
            .ready()
            .send(execute("p", 9), sync())
            .ready()
            .ask("COMMIT; SELECT count(*) FROM wire_49b")
            .shows(
                "C(BEGIN) Z(T) 1 2 D*2 s Z(T) D*3 C(INSERT 0 3) Z(T)"
                    + " C(COMMIT) T D C(SELECT 1) Z(I)"),
        about("50: a portal in pieces outside of a transaction dies at Sync")
            .send(parse("s", FIVE), bind("p", "s"), execute("p", 2), execute("p", 2), sync())
            .ready()
            .send(execute("p", 2), sync())
            .ready()
            .send(bind("", "s"), execute("", 2), sync())
            .ready()
            .send(execute("", 2), sync())
            .ready()
            .shows("1 2 D*2 s D*2 s Z(I) E(34000) Z(I) 2 D*2 s Z(I) E(34000) Z(I)"),
        about("49: an error in a later piece")
            .ask("BEGIN")
            .send(parse("", "SELECT 1 / (3 - n) FROM generate_series(1, 5) n"))
            .send(bind("p", ""), execute("p", 2), flush())
            .until('s')
            .send(execute("p", 2), execute("p", 2), sync())
            .ready()
            .send(execute("p", 2), sync())
            .ready()
            .ask("ROLLBACK")
            .shows("C(BEGIN) Z(T) 1 2 D*2 s E(22012) Z(E) E(25P02) Z(E) C(ROLLBACK) Z(I)"),
        about("49: a cursor of SQL, read by the extended protocol too")
            .ask("BEGIN")
            .ask("DECLARE c SCROLL CURSOR FOR " + FIVE)
            .ask("FETCH 2 FROM c")
            .send(describePortal("c"), execute("c", 2), sync())
            .ready()
            .ask("MOVE BACKWARD ALL IN c; FETCH FORWARD 1 FROM c; CLOSE c; COMMIT")
            .shows(
                "C(BEGIN) Z(T) C(DECLARE CURSOR) Z(T) T D*2 C(FETCH 2) Z(T) T D*2 s Z(T)"
                    + " C(MOVE 3) T D C(FETCH 1) C(CLOSE CURSOR) C(COMMIT) Z(I)"),
        about("67: a cursor that outlives its transaction")
            .ask("BEGIN; DECLARE c CURSOR WITH HOLD FOR " + FIVE + "; COMMIT")
            .ask("FETCH 2 FROM c")
            .ask("SELECT 1")
            .ask("FETCH 9 FROM c")
            .ask("CLOSE c")
            .ask("FETCH 1 FROM c")
            .shows(
                "C(BEGIN) C(DECLARE CURSOR) C(COMMIT) Z(I) T D*2 C(FETCH 2) Z(I)"
                    + " T D C(SELECT 1) Z(I) T D*3 C(FETCH 3) Z(I) C(CLOSE CURSOR) Z(I)"
                    + " E(34000) Z(I)"),
        about("49: DECLARE outside of a transaction")
            .ask("DECLARE c CURSOR FOR SELECT 1")
            .shows("E(25P01) Z(I)"));
  }
}
