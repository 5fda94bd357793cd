package dev.lagrange.proxy.backend;

import dev.lagrange.control.Link;
import dev.lagrange.control.SessionVariables;
import dev.lagrange.control.Stamp;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.MessageWriter;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.proxy.wire.Requests;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, as new after its login. It has at most one owner at a time, and lives
 * on one event loop with all its owners.
 */
public final class Backend implements Link {

  /** No statement of any server. */
  private static final String REFUSED = "the proxy has refused a statement";

  private final NodeId node;
  private final Channel channel;
  private final MessageWriter writer;
  private final Stamp stamp;
  private final long openedAt;
  private final CancelKey key;
  private final Map<String, String> parameters;
  private final ServerReplies replies;
  private final PreparedStatements prepared;
  private SessionSettings given = SessionSettings.NONE;
  private @Nullable Place place;
  private boolean dirty;
  private int cancels;
  private Runnable afterCancels = () -> {};

  Backend(
      NodeId node,
      Greeting greeting,
      Stamp stamp,
      long openedAt,
      ServerReplies replies,
      int statements) {
    this.node = node;
    this.channel = greeting.channel();
    this.writer = new MessageWriter(channel);
    this.stamp = stamp;
    this.openedAt = openedAt;
    this.key = greeting.key();
    this.parameters = greeting.parameters();
    this.replies = replies;
    this.prepared = new PreparedStatements(statements);
    replies.use(key.pid(), parameters, prepared);
  }

  @Override
  public NodeId node() {
    return node;
  }

  @Override
  public Stamp stamp() {
    return stamp;
  }

  @Override
  public long openedAt() {
    return openedAt;
  }

  CancelKey key() {
    return key;
  }

  /** Where the server is, with no name; null if the connection is closed. */
  @Nullable HostPort server() {
    return channel.remoteAddress() instanceof InetSocketAddress known
        ? new HostPort(known.getAddress().getHostAddress(), known.getPort())
        : null;
  }

  /** Whether it goes over TLS. */
  boolean isEncrypted() {
    return Encryption.of(channel).isEncrypted();
  }

  /** What the server reported of its settings. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** Its place in a pool; null if it has none. */
  @Nullable Place place() {
    return place;
  }

  void place(Place taken) {
    place = taken;
  }

  /** From now on answers go to an owner. */
  public void lend(Owner owner) {
    replies.owner(owner);
  }

  void nodeLeft() {
    replies.nodeLeft();
  }

  /** Nobody owns it. */
  void returned() {
    replies.owner(null);
  }

  /** Makes the buffers of its messages. */
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /**
   * Gives the session these settings and no others, and then says whether that worked: if not,
   * nothing of the session may run here. At once if there is nothing to do; else nothing may be
   * sent before it is said.
   */
  public void give(SessionSettings wanted, Consumer<Boolean> then) {
    List<SessionVariables.Value> changes = wanted.from(given);
    // what is prepared where nobody knows what was done may be the owner's
    boolean hasLeftOvers = prepared.hasLeftOvers() && !dirty;
    if (changes.isEmpty() && !hasLeftOvers) {
      then.accept(true);
      return;
    }
    boolean was = dirty;
    boolean tidies = hasLeftOvers || (!was && SettingsQuery.changesMeaning(changes));
    dirty = true; // as long as nobody knows
    prepared.unnamed(null);
    if (tidies) {
      prepared.tidied();
    } else if (SettingsQuery.changesMeaning(changes)) {
      prepared.forget();
    }
    replies.expectHidden(
        done -> {
          if (done) {
            dirty = was;
            given = wanted;
          }
          then.accept(done);
        });
    sendAtOnce(Requests.query(allocator(), SettingsQuery.of(changes, tidies)));
  }

  /** A statement of the owner has left the session with these settings. */
  public void became(SessionSettings now) {
    if (SettingsQuery.changesMeaning(now.from(given))) {
      prepared.forget();
    }
    given = now;
  }

  /**
   * Some settings are about to be changed by the owner, or may have been changed back: what was
   * prepared may mean something else.
   */
  public void changes(Collection<String> names) {
    if (SettingsQuery.changeMeaning(names)) {
      prepared.forget();
    }
  }

  /**
   * Asks what settings are, on a connection in no transaction, and goes on with the values of those
   * that the server knows; with null if it does not say. Nothing may be sent before.
   */
  public void ask(List<String> names, Consumer<@Nullable Map<String, @Nullable String>> then) {
    prepared.unnamed(null);
    replies.expectAnswer(
        values -> {
          if (values == null || values.size() != names.size()) {
            then.accept(null);
            return;
          }
          Map<String, @Nullable String> found = new LinkedHashMap<>();
          for (int i = 0; i < names.size(); i++) {
            found.put(names.get(i), values.get(i));
          }
          then.accept(found);
        });
    sendAtOnce(Requests.query(allocator(), SettingsQuery.asking(names)));
  }

  /** Its session is not as new any more, in a way that nobody can take back. */
  public void changed() {
    dirty = true;
    prepared.forget();
  }

  /** The server has made the session as new. */
  public void wasReset() {
    dirty = false;
    given = SessionSettings.NONE;
    prepared.forget();
  }

  /** Whether something may be there that nobody can take back, or take along. */
  public boolean isDirty() {
    return dirty;
  }

  /** Keeps answers from the owner until it is certain that the statement stays here. */
  public void hold() {
    replies.hold();
  }

  /** Sends a message as it is, with what is expected for it; null if nothing is. Taken over. */
  public void send(ByteBuf message, @Nullable Expected expected) {
    if (expected != null) {
      if (expected == Expected.QUERY) {
        prepared.unnamed(null);
      }
      replies.expect(expected);
    }
    writer.write(message);
  }

  /**
   * Has a statement parsed that gets no name. Takes the message over.
   *
   * @param names where the client's were before
   */
  public void parse(ByteBuf message, StatementText statement, int names) {
    prepared.unnamed(statement);
    replies.expect(Expected.parseUnnamed(statement, names));
    writer.write(message);
  }

  /**
   * Has a statement parsed to which the client gave a name; where it is already, says so.
   *
   * @param names where the client's were before
   */
  public void parse(StatementText statement, int names) {
    if (prepared.name(statement) == null) {
      String name = prepared.add(statement);
      replies.expect(Expected.parse(statement, names, name));
      writer.write(Frontend.parse(allocator(), name, statement));
      evict();
    } else if (replies.isTransactionFailed()) {
      // the server refuses it, unless it ends the transaction; then there is no need of a name
      prepared.unnamed(null);
      replies.expect(Expected.parse(statement, names, ""));
      writer.write(Frontend.parse(allocator(), "", statement));
    } else {
      replies.expect(Expected.own(Replies.bare(allocator(), '1'), names));
    }
  }

  /** Binds a portal to a statement. Takes the message over. */
  public void bind(ByteBuf message, Frontend.Bind bind, StatementText statement)
      throws ProtocolException {
    String name = ready(statement, bind.statement().isEmpty());
    replies.expect(Expected.BIND);
    writer.write(
        name.equals(bind.statement())
            ? message
            : Frontend.bindTo(allocator(), message, bind, name));
  }

  /** Describes a statement. */
  public void describe(String clientName, StatementText statement) {
    String name = ready(statement, clientName.isEmpty());
    replies.expect(Expected.DESCRIBE);
    writer.write(Frontend.describeStatement(allocator(), name));
  }

  /** The name of a statement that is prepared from now on. */
  private String ready(StatementText statement, boolean unnamed) {
    if (unnamed) {
      if (!prepared.isUnnamed(statement)) {
        prepared.unnamed(statement);
        replies.expect(Expected.hiddenParse(statement, ""));
        writer.write(Frontend.parse(allocator(), "", statement));
      }
      return "";
    }
    String known = prepared.name(statement);
    if (known != null) {
      return known;
    }
    String name = prepared.add(statement);
    replies.expect(Expected.hiddenParse(statement, name));
    writer.write(Frontend.parse(allocator(), name, statement));
    evict();
    return name;
  }

  private void evict() {
    for (String name = prepared.evict(); name != null; name = prepared.evict()) {
      replies.expect(Expected.hiddenClose(name));
      writer.write(Requests.closeStatement(allocator(), name));
    }
  }

  /**
   * Says that a statement is closed, which serves others as well, and stays.
   *
   * @param names where the client's were before
   */
  public void closed(int names) {
    replies.expect(Expected.own(Replies.bare(allocator(), '3'), names));
  }

  /** Has the server say that a name is taken, and leaves it so. */
  public void parseTwice(String clientName, StatementText statement) {
    changed();
    StatementText nothing = StatementText.of(""); // it stays there under the name
    replies.expect(Expected.hiddenParse(nothing, clientName));
    writer.write(Frontend.parse(allocator(), clientName, nothing));
    replies.expect(Expected.parse(statement, Expected.NO_NAMES, clientName));
    writer.write(Frontend.parse(allocator(), clientName, statement));
  }

  /** Has the server say that there is no such statement. Takes the message over. */
  public void bindNothing(ByteBuf message, Frontend.Bind bind) throws ProtocolException {
    forgetUnnamed(bind.statement());
    boolean taken = PreparedStatements.isOurs(bind.statement());
    String nobody = PreparedStatements.NOBODY;
    send(taken ? Frontend.bindTo(allocator(), message, bind, nobody) : message, Expected.BIND);
  }

  /** The same of a Describe. Takes the message over. */
  public void describeNothing(ByteBuf message, String clientName) {
    forgetUnnamed(clientName);
    if (PreparedStatements.isOurs(clientName)) {
      message.release();
      send(Frontend.describeStatement(allocator(), PreparedStatements.NOBODY), Expected.DESCRIBE);
    } else {
      send(message, Expected.DESCRIBE);
    }
  }

  private void forgetUnnamed(String clientName) {
    if (clientName.isEmpty()) {
      prepared.unnamed(null);
      replies.expect(Expected.hiddenClose(""));
      writer.write(Requests.closeStatement(allocator(), ""));
    }
  }

  /**
   * Says an error in its turn, and has the server fail there, too. It skips what follows, up to the
   * next Sync. Taken over.
   */
  public void fail(ByteBuf error) {
    prepared.unnamed(null);
    replies.expect(Expected.own(error, Expected.NO_NAMES));
    replies.expect(Expected.FAILURE);
    writer.write(Frontend.parse(allocator(), "", StatementText.of(REFUSED)));
  }

  /** Has the transaction that is open fail. */
  public void spoil() {
    prepared.unnamed(null); // as after each simple query
    replies.expectHidden(done -> {});
    sendAtOnce(Requests.query(allocator(), REFUSED));
  }

  /** What is prepared is to be prepared anew. */
  public void forgetPrepared() {
    prepared.forget();
  }

  /** Whether all that was sent is answered. */
  public boolean owesNothing() {
    return replies.owesNothing();
  }

  /** Whether of what was passed on last a part is still to come. */
  public boolean isWithinMessage() {
    return replies.isWithinMessage();
  }

  /** Whether the server still has to say that it is ready. */
  public boolean owesReady() {
    return replies.owesReady();
  }

  private void sendAtOnce(ByteBuf message) {
    writer.write(message);
    writer.flush();
  }

  /** Sends what was written. */
  public void flush() {
    writer.flush();
  }

  /** Whether more can be sent without it piling up here. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether the connection is open. */
  public boolean isOpen() {
    return channel.isActive();
  }

  void onLost(Runnable action) {
    replies.onLost(action);
  }

  /** Whether nothing is owed. */
  public boolean isIdle() {
    return replies.isIdle();
  }

  /** The owner can take more. */
  public void resume() {
    if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  /** Breaks it. */
  public void close() {
    channel.close();
  }

  void cancelBegins() {
    cancels++;
  }

  void cancelEnded() {
    cancels--;
    if (cancels == 0) {
      Runnable then = afterCancels;
      afterCancels = () -> {};
      then.run();
    }
  }

  /** Runs something at once, or when no cancel is on its way to this connection any more. */
  public void afterCancels(Runnable action) {
    if (cancels == 0) {
      action.run();
    } else {
      Runnable before = afterCancels;
      afterCancels =
          () -> {
            before.run();
            action.run();
          };
    }
  }
}
