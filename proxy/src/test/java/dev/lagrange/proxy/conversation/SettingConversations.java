package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.sync;

import java.util.List;

/** Settings: rows 15, 60, 68 and 71. */
final class SettingConversations {
  private SettingConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("15: RESET goes back to what the start-up packet said")
            .as(login -> login.with("TimeZone", "Europe/Berlin", "work_mem", "5MB"))
            .ask("SET TimeZone = 'Asia/Tokyo'; SET work_mem = '6MB'")
            .ask("SHOW TimeZone; SHOW work_mem")
            .ask("RESET TimeZone")
            .ask("RESET work_mem")
            .ask("SHOW TimeZone; SHOW work_mem")
            .shows(
                "C(SET)*2 S Z(I) T D C(SHOW) T D C(SHOW) Z(I) C(RESET) S Z(I) C(RESET) Z(I)"
                    + " T D C(SHOW) T D C(SHOW) Z(I)"),
        back("RESET ALL", "RESET"),
        back("DISCARD ALL", "DISCARD ALL"),
        about("15: SET to DEFAULT")
            .as(login -> login.with("extra_float_digits", "3"))
            .ask("SET extra_float_digits = 0")
            .ask("SET extra_float_digits TO DEFAULT")
            .ask("SHOW extra_float_digits")
            .shows("C(SET) Z(I) C(SET) Z(I) T D C(SHOW) Z(I)"),
        about("15: DISCARD ALL in a transaction and among others")
            .ask("BEGIN")
            .ask("DISCARD ALL")
            .ask("ROLLBACK")
            .ask("SELECT 1; DISCARD ALL")
            .shows("C(BEGIN) Z(T) E(25001) Z(E) C(ROLLBACK) Z(I) T D C(SELECT 1) E(25001) Z(I)"),
        about("60: settings that are reported, each once, before ReadyForQuery")
            .ask("SET DateStyle = 'SQL, DMY'; SET client_encoding = 'LATIN1'")
            .ask("SELECT DATE '2026-02-01', 'ä'")
            .ask("SET application_name = 'wire'")
            .ask("SET application_name = 'wire'")
            .shows("C(SET)*2 S*2 Z(I) T D C(SELECT 1) Z(I) C(SET) S Z(I) C(SET) Z(I)"),
        about("60: a setting that is reported amid the extended protocol")
            .send(parse("", "SET TimeZone = 'Asia/Tokyo'"), bind("", ""), execute(""))
            .send(parse("", "SHOW TimeZone"), bind("", ""), execute(""), sync())
            .ready()
            .shows("1 2 C(SET) 1 2 D C(SHOW) S Z(I)"),
        about("68: SET LOCAL and SET in a transaction that is undone")
            .ask("BEGIN")
            .ask("SET LOCAL TimeZone = 'Asia/Tokyo'")
            .ask("SHOW TimeZone")
            .ask("SET DateStyle = 'German'")
            .ask("ROLLBACK")
            .ask("SHOW TimeZone; SHOW DateStyle")
            .shows(
                "C(BEGIN) Z(T) C(SET) S Z(T) T D C(SHOW) Z(T) C(SET) S Z(T) C(ROLLBACK) S*2 Z(I)"
                    + " T D C(SHOW) T D C(SHOW) Z(I)"),
        about("68: SET LOCAL ends with COMMIT, SET does not")
            .ask("BEGIN; SET LOCAL work_mem = '7MB'; SET statement_timeout = '70s'; COMMIT")
            .ask("SHOW work_mem; SHOW statement_timeout")
            .ask("SET LOCAL work_mem = '8MB'")
            .shows(
                "C(BEGIN) C(SET)*2 C(COMMIT) Z(I) T D C(SHOW) T D C(SHOW) Z(I)"
                    + " N(25P01) C(SET) Z(I)"),
        about("68: SET undone to a savepoint")
            .ask("BEGIN; SET work_mem = '2MB'; SAVEPOINT a; SET work_mem = '3MB'; ROLLBACK TO a")
            .ask("SHOW work_mem")
            .ask("COMMIT")
            .ask("SHOW work_mem")
            .shows(
                "C(BEGIN) C(SET) C(SAVEPOINT) C(SET) C(ROLLBACK) Z(T) T D C(SHOW) Z(T)"
                    + " C(COMMIT) Z(I) T D C(SHOW) Z(I)"),
        about("68: set_config within a read")
            .ask(
                "SELECT set_config('TimeZone', 'Asia/Tokyo', false), set_config('wire.x', '1', true)")
            .ask("SHOW TimeZone")
            .ask("SELECT current_setting('wire.x', true)")
            .send(parse("", "SELECT set_config('wire.y', $1, false)"), bind("", "", "z"))
            .send(execute(""), sync())
            .ready()
            .ask("SHOW wire.y")
            .shows(
                "T D C(SELECT 1) S Z(I) T D C(SHOW) Z(I) T D C(SELECT 1) Z(I)"
                    + " 1 2 D C(SELECT 1) Z(I) T D C(SHOW) Z(I)"),
        about("68: a function that changes a setting")
            .needing(
                "CREATE OR REPLACE FUNCTION wire_68() RETURNS void LANGUAGE plpgsql AS"
                    + " $$ BEGIN SET DateStyle = 'German'; END $$")
            .leavingBy("DROP FUNCTION wire_68()")
            .ask("SELECT wire_68()")
            .ask("SELECT DATE '2026-02-01'")
            .shows("T D C(SELECT 1) S Z(I) T D C(SELECT 1) Z(I)"),
        about("68: wrong settings")
            .ask("SET no_such_setting = 1")
            .ask("SET work_mem = 'many'")
            .ask("SET port = 1")
            .ask("SHOW no_such_setting")
            .shows("E(42704) Z(I) E(22023) Z(I) E(55P02) Z(I) E(42704) Z(I)"),
        about("71: a setting and a role hold for each later read")
            .ask("SET SESSION work_mem = '9MB'")
            .ask("SELECT current_setting('work_mem')")
            .ask("BEGIN; SELECT current_setting('work_mem'); COMMIT")
            .ask("SET ROLE app")
            .ask("SELECT current_user, session_user")
            .ask("RESET ROLE")
            .ask("SET ROLE postgres")
            .shows(
                "C(SET) Z(I) T D C(SELECT 1) Z(I) C(BEGIN) T D C(SELECT 1) C(COMMIT) Z(I)"
                    + " C(SET) Z(I) T D C(SELECT 1) Z(I) C(RESET) Z(I) E(42501) Z(I)"),
        about("71: LOCK is for the primary, and so is what follows")
            .withTable("wire_71", "n int")
            .ask(
                "BEGIN; LOCK TABLE wire_71 IN EXCLUSIVE MODE; SELECT count(*) FROM wire_71; COMMIT")
            .ask("LOCK TABLE wire_71")
            .shows("C(BEGIN) C(LOCK TABLE) T D C(SELECT 1) C(COMMIT) Z(I) E(25P01) Z(I)"));
  }

  private static Conversation back(String sql, String tag) {
    return about("15: " + sql + " goes back to what the start-up packet said")
        .as(login -> login.with("DateStyle", "SQL, DMY", "application_name", "started"))
        .ask("SET DateStyle = 'ISO, MDY'; SET application_name = 'changed'; SET work_mem = '6MB'")
        .ask(sql)
        .ask("SHOW DateStyle; SHOW application_name; SHOW work_mem")
        .shows(
            "C(SET)*3 S*2 Z(I) C("
                + tag
                + ") S*2 Z(I)"
                + " T D C(SHOW) T D C(SHOW) T D C(SHOW) Z(I)");
  }
}
