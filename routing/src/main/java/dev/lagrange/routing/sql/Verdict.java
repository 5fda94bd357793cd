package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import org.jspecify.annotations.Nullable;

/** What is known so far of a statement or of several; it only ever gets worse. */
final class Verdict {

  private StatementKind kind = StatementKind.READ;
  private TransactionControl transaction = TransactionControl.NONE;
  private boolean ends; // a transaction, somewhere in the text
  private boolean goesOn;
  private SessionEffect session = SessionEffect.NONE;
  private boolean changesCatalog;
  private boolean modifies;
  private final Names functions = new Names();
  private final Names tables = new Names();
  private @Nullable SettingChange setting;
  private @Nullable LagrangeCommand command;
  private String reason = "reads only";

  void write(String why) {
    worsen(StatementKind.WRITE, why);
  }

  /** It inserts, updates, deletes or merges. */
  void modifies(boolean returnsRows) {
    modifies = !returnsRows;
    write("modifies data");
  }

  /** It shows how the statement would run, in rows; perhaps it runs it too. */
  void explained() {
    modifies = false;
    setting = null;
  }

  /** All that it does to the session; null if that is not known, or more. */
  void sets(@Nullable SettingChange change) {
    setting = change;
  }

  /** A write that leaves the session changed. */
  void pin(String why) {
    changesSession(SessionEffect.SHOWN);
    worsen(StatementKind.WRITE, why);
  }

  /** A write that may leave the session changed, for all that is seen of it. */
  void mayPin(String why) {
    changesSession(SessionEffect.UNSEEN);
    worsen(StatementKind.WRITE, why);
  }

  void session(String why, boolean changes) {
    if (changes) {
      changesSession(SessionEffect.SHOWN);
    }
    worsen(StatementKind.SESSION, why);
  }

  void transaction(TransactionControl control, String why) {
    transaction = control;
    ends = control == TransactionControl.COMMIT || control == TransactionControl.ROLLBACK;
    worsen(StatementKind.TRANSACTION, why);
  }

  void unknown(String why) {
    changesSession(SessionEffect.UNSEEN);
    worsen(StatementKind.UNKNOWN, why);
  }

  void lagrange(LagrangeCommand lagrangeCommand) {
    command = lagrangeCommand;
    worsen(StatementKind.SESSION, "is for Lagrange");
  }

  void nothing() {
    reason = "is empty";
  }

  void changesSession(SessionEffect effect) {
    session = session.and(effect);
  }

  /** It may create, alter or drop what the catalog tells of. */
  void changesCatalog(String why) {
    changesCatalog = true;
    worsen(StatementKind.WRITE, why);
  }

  void calls(QualifiedName function) {
    functions.add(function);
  }

  void touches(QualifiedName table) {
    tables.add(table);
  }

  /** Adds what the next statement of the same text does. */
  void add(Verdict next) {
    goesOn |= ends;
    ends |= next.ends;
    transaction = after(transaction, next.transaction);
    merge(next);
  }

  /** Adds what the same text does when it is read in another way. */
  void addReading(Verdict other) {
    if (transaction != other.transaction) {
      unknown("ends its transaction or not, as settings of the server have it");
    }
    merge(other);
  }

  private void merge(Verdict other) {
    setting = null;
    goesOn |= other.goesOn;
    worsen(other.kind, other.reason);
    command = command == null ? other.command : command;
    changesSession(other.session);
    changesCatalog |= other.changesCatalog;
    modifies &= other.modifies;
    functions.addAll(other.functions);
    tables.addAll(other.tables);
  }

  // Of several controls the one that decides how the transaction stands afterwards. Only one that
  // stands alone is a declared read-only transaction: of others the primary must see the start.
  private static TransactionControl after(TransactionControl first, TransactionControl second) {
    if (first == TransactionControl.NONE) {
      return second;
    }
    TransactionControl last =
        second == TransactionControl.NONE || second == TransactionControl.OTHER ? first : second;
    boolean alone = second == TransactionControl.NONE;
    return last == TransactionControl.BEGIN_READ_ONLY && !alone ? TransactionControl.BEGIN : last;
  }

  private void worsen(StatementKind other, String why) {
    if (rank(other) > rank(kind)) {
      kind = other;
      reason = why;
    }
  }

  private static int rank(StatementKind kind) {
    return switch (kind) {
      case READ -> 0;
      case TRANSACTION -> 1;
      case SESSION -> 2;
      case WRITE -> 3;
      case UNKNOWN -> 4;
    };
  }

  Classification classification(Lexed lexed) {
    return new Classification(
        kind,
        transaction,
        goesOn,
        session,
        changesCatalog,
        modifies,
        tables.list(),
        functions.list(),
        lexed.tokens().fingerprint(),
        lexed.consistency(),
        lexed.stripped(),
        setting,
        command,
        reason);
  }
}
