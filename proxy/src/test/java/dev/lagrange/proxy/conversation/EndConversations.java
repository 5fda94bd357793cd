package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Conversation.about;
import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static dev.lagrange.proxy.conversation.Frontend.terminate;

import java.util.List;

/** How sessions end: row 74. */
final class EndConversations {
  private EndConversations() {}

  static List<Conversation> all() {
    return List.of(
        about("74: Terminate behind a pipeline, which is answered")
            .send(parse("", "SELECT 1"), bind("", ""), execute(""), sync(), query("SELECT 2"))
            .send(terminate())
            .closed()
            .showsAtLast("1 2 D C(SELECT 1) Z(I) T D C(SELECT 1) Z(I) closed"),
        about("74: a client that sends no more is answered what it asked")
            .send(query("SELECT 1"))
            .halfClose()
            .closed()
            .showsAtLast("T D C(SELECT 1) Z(I) closed"),
        about("74: a client that sends no more, in a transaction")
            .withTable("wire_74", "n int")
            .send(query("BEGIN"), query("INSERT INTO wire_74 VALUES (1)"))
            .halfClose()
            .closed()
            .showsAtLast("C(BEGIN) Z(T) C(INSERT 0 1) Z(T) closed"),
        about("74: half a message, and no more")
            .send(new byte[] {'Q', 0, 0, 0, 20, 'S', 'E', 'L'})
            .halfClose()
            .closed()
            .showsAtLast("closed"),
        about("74: a message of no known type")
            .refusedByAnyone()
            .send(new Payload().message('!'))
            .closed()
            .showsAtLast("E(08P01) closed"),
        about("74: a message whose length is impossible")
            .send(new byte[] {'Q', 0, 0, 0, 3})
            .closed()
            .showsAtLast("closed"),
        about("74: a query without its zero")
            .refusedByAnyone()
            .send(new byte[] {'Q', 0, 0, 0, 5, ';'})
            .ready()
            .ask("SELECT 1")
            .shows("E(08P01) Z(I) T D C(SELECT 1) Z(I)"));
  }
}
