package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.client.limit.Pause;
import dev.lagrange.routing.cluster.Role;
import org.jspecify.annotations.Nullable;

/** How far the unit is that runs, and what is open around it. Confined to one client. */
final class Progress {

  private char status = 'I';
  private boolean running;
  private boolean executes;
  private boolean flushed;
  private boolean endsTransaction;
  private boolean chained;
  private boolean cancelled;
  private boolean nextCancelled;

  /** What the server said last of the transaction, or would say now. */
  char status() {
    return status;
  }

  /** Whether no transaction is open. */
  boolean isOutside() {
    return status == 'I';
  }

  /** Whether something was sent that the server has not answered with Z. */
  boolean isRunning() {
    return running;
  }

  /** Whether what was sent last will be answered, although more is to come. */
  boolean isFlushed() {
    return running && flushed;
  }

  /** Whether what was sent so far does nothing, and nothing is open. */
  boolean isOnlyPrepared() {
    return flushed && status == 'I' && !executes;
  }

  /** Whether the transaction may be one that was begun where the one before was, unlooked at. */
  boolean isChained() {
    return chained || (running && endsTransaction);
  }

  /** The client wants something new, or has wanted it until now. */
  void asked(Unit unit) {
    cancelled = nextCancelled && unit.asks();
    nextCancelled &= !cancelled;
  }

  /** What the client wanted last it wants no longer. */
  void cancels() {
    cancelled = true;
  }

  /** What it has sent already, and what has yet to begin, it wants no longer. */
  void cancelsNext() {
    nextCancelled = true;
  }

  /** Whether the client wants nothing any more. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Nothing was sent yet. */
  void begins() {
    executes = false;
    endsTransaction = false;
  }

  /** A unit, or more of it, is about to be sent. */
  void sends(Unit unit) {
    running = true;
    executes |= unit.executes();
    flushed = unit.flushes();
    endsTransaction |= unit.endsTransaction();
  }

  /** What was sent last will be answered, or will not, before more has come. */
  void flushes(boolean now) {
    flushed = now;
  }

  /** Something failed, and more is to come before Z is said: by a server, if there is one. */
  void skips(boolean onServer) {
    running = onServer;
  }

  /** What was sent counts no longer. */
  void stops() {
    running = false;
  }

  /** The server has said Z. */
  void answered(char now, Role by) {
    status = now;
    running = false;
    chained = now == 'T' && by == Role.REPLICA && (chained || endsTransaction);
  }

  /** The transaction has failed. */
  void fails() {
    status = 'E';
  }

  /** No transaction is open any more. */
  void leaves() {
    status = 'I';
  }

  /** What the client does if nothing is done for it but by a server. */
  Pause pause(Sender sender, @Nullable Backend on) {
    if (!running) {
      return status == 'I' ? Pause.IDLE : Pause.IN_TRANSACTION;
    }
    // rows of a COPY that do not come are no pause, as in PostgreSQL
    // and what was not asked for yet is nothing that the client waits for
    boolean waits = on == null || (flushed && !on.owesNothing());
    return sender.isOpen() && !sender.isCopying() && !waits ? Pause.IN_TRANSACTION : Pause.NONE;
  }
}
