package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.gssencRequest;
import static dev.lagrange.proxy.conversation.Frontend.password;
import static dev.lagrange.proxy.conversation.Frontend.sslRequest;

import java.util.List;

/** How a session begins: rows 1 to 16 and 22. The server has no TLS. */
final class StartConversations {
  private static final String STARTED = "K Z(I)";

  private StartConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("1: SSLRequest, then GSSENCRequest, then the start")
            .unopened()
            .send(sslRequest())
            .answer()
            .send(gssencRequest())
            .answer()
            .logIn()
            .shows("N*2 " + STARTED),
        about("1: GSSENCRequest, then SSLRequest, then the start")
            .unopened()
            .send(gssencRequest())
            .answer()
            .send(sslRequest())
            .answer()
            .logIn()
            .shows("N*2 " + STARTED),
        about("1: a second SSLRequest is no start-up packet")
            .unopened()
            .refusedByAnyone()
            .send(sslRequest())
            .answer()
            .send(sslRequest())
            .until('E')
            .closed()
            .showsAtLast("N E(0A000) closed"),
        about("2: bytes behind SSLRequest in the same packet are refused, TLS or not")
            .as(login -> login.with("application_name", "injected"))
            .unopened()
            .refusedByAnyone()
            .send(sslRequest(), new byte[] {0, 0, 0, 8, 0, 3, 0, 0})
            .answer()
            .until('E')
            .closed()
            .showsAtLast("N E(08P01) closed"),
        about("3: TLS at once, where there is none, is hung up on")
            .unopened()
            .send(new byte[] {0x16, 3, 1, 0, 1, 0})
            .closed()
            .showsAtLast("closed"),
        about("5, 13: the parameters of a new session")
            .unopened()
            .logIn()
            .ask("SELECT 1")
            .shows(STARTED + " T D C(SELECT 1) Z(I)"),
        about("5, 7: version 3.2 has a longer key")
            .as(login -> login.withVersion(Login.VERSION_3_2))
            .unopened()
            .logIn()
            .shows(STARTED),
        about("5, 6: a newer version with unknown options is negotiated")
            .as(login -> login.withVersion(Login.VERSION_3_0 + 9999).with("_pq_.grease", "1"))
            .unopened()
            .logIn()
            .shows("v " + STARTED),
        about("6: an unknown option of version 3.0 is negotiated too")
            .as(login -> login.with("_pq_.one", "1", "_pq_.two", "2"))
            .unopened()
            .logIn()
            .shows("v " + STARTED),
        about("5: version 2.0 is refused, in the words of that version")
            .unopened()
            .send(new Payload().int32(2 << 16).raw(new byte[288]).withLength())
            .rest()
            .showsAtLast("rest"),
        refused("5: version 4.0 is refused", 4 << 16, "0A000"),
        about("8: no zero at the end of the start-up packet")
            .unopened()
            .refusedByAnyone()
            .send(new Payload().int32(Login.VERSION_3_0).text("user").text("app").withLength())
            .closed()
            .showsAtLast("E(08P01) closed"),
        about("8: no user in the start-up packet")
            .unopened()
            .refusedByAnyone()
            .send(new Payload().int32(Login.VERSION_3_0).int8(0).withLength())
            .closed()
            .showsAtLast("E(28000) closed"),
        about("8: a start-up packet that is too long is hung up on")
            .unopened()
            .send(new Payload().int32(10_005).int32(Login.VERSION_3_0).toBytes())
            .closed()
            .showsAtLast("closed"),
        about("8: a start-up packet that is too short is hung up on")
            .unopened()
            .send(new Payload().int32(7).toBytes())
            .closed()
            .showsAtLast("closed"),
        about("8: a start-up packet of almost 10000 bytes")
            .as(login -> login.with("options", "-c work_mem=3MB ".repeat(600)))
            .unopened()
            .logIn()
            .ask("SHOW work_mem")
            .shows(STARTED + " T D C(SHOW) Z(I)"),
        about("8: of a parameter that is there twice the last one counts")
            .as(login -> login.with("work_mem", "1MB", "work_mem", "2MB"))
            .ask("SHOW work_mem")
            .shows("T D C(SHOW) Z(I)"),
        options("-c work_mem=3MB"),
        options("-cwork_mem=4MB"),
        options("--work-mem=5MB"),
        options("-c work_mem=6MB -c statement_timeout=7s"),
        options("-c application_name=a\\ b\\\\c"),
        refusedOptions("--no-such-setting=1", "42704"),
        refusedOptions("-c work_mem=many", "22023"),
        about("9: an unknown flag in the options")
            .as(login -> login.with("options", "-y"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .showsAtLast("E(42601)"),
        about("10: the database is that of the user's name")
            .as(login -> new Login(login.password(), login.version(), List.of("user", "app")))
            .ask("SELECT current_database()")
            .shows("T D C(SELECT 1) Z(I)"),
        about("10: an unknown database")
            .as(login -> login.with("database", "nowhere"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .closed()
            .showsAtLast("E(3D000) closed"),
        about("10, 16: an unknown role is told by nothing from a wrong password")
            .as(login -> login.with("user", "nobody"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .closed()
            .showsAtLast("E(28P01) closed"),
        about("16: a wrong password")
            .as(login -> login.withPassword("wrong"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .closed()
            .showsAtLast("E(28P01) closed"),
        about("11: replication for a role that may not")
            .as(login -> login.with("replication", "database"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .closed()
            .showsAtLast("E(42501) closed"),
        about("12: search_path in the start-up packet")
            .as(login -> login.with("search_path", "elsewhere, public"))
            .ask("SHOW search_path")
            .ask("SELECT current_schemas(false)")
            .shows("T D C(SHOW) Z(I) T D C(SELECT 1) Z(I)"),
        about("13, 14: values are told as the server writes them")
            .as(login -> login.with("DATESTYLE", "sql, dmy", "client_encoding", "latin1"))
            .unopened()
            .logIn()
            .ask("SELECT DATE '2026-02-01'")
            .shows(STARTED + " T D C(SELECT 1) Z(I)"),
        about("14: an invalid value in the start-up packet")
            .as(login -> login.with("TimeZone", "Nowhere"))
            .unopened()
            .refusedByAnyone()
            .logIn()
            .showsAtLast("E(22023)"),
        about("22: a password when none is asked for")
            .refusedByAnyone()
            .send(password("app"))
            .until('E')
            .closed()
            .showsAtLast("E(08P01) closed"));
  }

  private static Conversation refused(String name, int version, String state) {
    return about(name)
        .as(login -> login.withVersion(version))
        .unopened()
        .refusedByAnyone()
        .logIn()
        .closed()
        .showsAtLast("E(" + state + ") closed");
  }

  private static Conversation options(String options) {
    return about("9: options " + options)
        .as(login -> login.with("options", options))
        .ask("SHOW work_mem; SHOW statement_timeout; SHOW application_name")
        .shows("T D C(SHOW) T D C(SHOW) T D C(SHOW) Z(I)");
  }

  private static Conversation refusedOptions(String options, String state) {
    return about("9: options " + options)
        .as(login -> login.with("options", options))
        .unopened()
        .refusedByAnyone()
        .logIn()
        .closed()
        .showsAtLast("E(" + state + ") closed");
  }
}
