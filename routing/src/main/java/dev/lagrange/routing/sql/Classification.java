package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement from its text. Immutable; made once per text.
 *
 * @param kind what it is; of several statements in one text, the one that restricts most
 * @param transaction what it does to the transaction
 * @param goesOn whether another statement of the same text follows one that ends the transaction
 * @param session whether it may leave the session changed beyond the transaction
 * @param changesCatalog whether it may create, alter or drop tables, views, functions and the like
 * @param modifies whether it is a single INSERT, UPDATE, DELETE or MERGE that returns no rows
 * @param tables the relations it names, without those that WITH declares
 * @param functions the functions it calls, lower case unless quoted, in order of appearance
 * @param fingerprint a hash of its tokens that leaves out what literals say: statements that differ
 *     in their literals, blanks and comments only have the same
 * @param consistency the text within {@code consistency(…)} of a hint at the head, unparsed
 * @param stripped the text without the words of the hint that are for Lagrange, blanks in their
 *     place so that the positions in the server's errors stay right; null if there are none
 * @param setting all that it does to the session, if that can be done to other connections too;
 *     null if it does nothing to it, more, or what is not known
 * @param command set if the statement is for Lagrange itself
 * @param reason one sentence fragment for people, e.g. {@code "locks rows (FOR UPDATE)"}
 */
public record Classification(
    StatementKind kind,
    TransactionControl transaction,
    boolean goesOn,
    SessionEffect session,
    boolean changesCatalog,
    boolean modifies,
    List<QualifiedName> tables,
    List<QualifiedName> functions,
    long fingerprint,
    @Nullable String consistency,
    @Nullable String stripped,
    @Nullable SettingChange setting,
    @Nullable LagrangeCommand command,
    String reason) {

  /** Whether it may leave the session changed beyond the transaction. */
  public boolean changesSession() {
    return session != SessionEffect.NONE;
  }

  /** What to send to a server for the text this was made of. */
  public String textOf(String sql) {
    return stripped == null ? sql : stripped;
  }

  /** The same, taken for a write: one of a batch, or one that a replica refused. */
  public Classification asWrite() {
    return new Classification(
        StatementKind.WRITE,
        transaction,
        goesOn,
        session,
        changesCatalog,
        modifies,
        tables,
        functions,
        fingerprint,
        consistency,
        stripped,
        null,
        null,
        reason);
  }

  /**
   * The same with what another does to session and catalog, and all that it names, as in one batch.
   * Its own hint stays.
   */
  public Classification with(Classification other) {
    return new Classification(
        kind,
        other.transaction == TransactionControl.NONE ? transaction : other.transaction,
        goesOn || other.goesOn,
        session.and(other.session),
        changesCatalog || other.changesCatalog,
        modifies && other.modifies,
        both(tables, other.tables),
        both(functions, other.functions),
        fingerprint,
        consistency,
        stripped,
        null,
        command,
        reason);
  }

  private static List<QualifiedName> both(List<QualifiedName> ones, List<QualifiedName> others) {
    return Stream.concat(ones.stream(), others.stream()).distinct().toList();
  }

  /**
   * Whether it is a write and nothing else: no transaction, session or catalog is changed by it.
   */
  public boolean isPlainWrite() {
    return kind == StatementKind.WRITE
        && transaction == TransactionControl.NONE
        && !changesSession()
        && !changesCatalog;
  }

  /** Whether {@link #with} another is the same as this, whosever hint stays. */
  public boolean includes(Classification other) {
    return other.transaction == TransactionControl.NONE
        && (goesOn || !other.goesOn)
        && session.compareTo(other.session) >= 0
        && (changesCatalog || !other.changesCatalog)
        && (other.modifies || !modifies)
        && Objects.equals(consistency, other.consistency)
        && tables.containsAll(other.tables)
        && functions.containsAll(other.functions);
  }

  /** The same, with the names that another reader found too. */
  Classification naming(References references) {
    return new Classification(
        kind,
        transaction,
        goesOn,
        session,
        changesCatalog,
        modifies,
        references.tables(),
        references.functions(),
        fingerprint,
        consistency,
        stripped,
        setting,
        command,
        reason);
  }

  /**
   * Whether it may show or change rows, for all that its text says: it is neither of the session
   * nor the end of a transaction, or does something besides. What counts as a write may only read:
   * a function's body is not seen.
   */
  public boolean concernsRows() {
    return switch (kind) {
      case WRITE, UNKNOWN -> true;
      case SESSION -> namesAnything();
      case READ, TRANSACTION ->
          (transaction != TransactionControl.COMMIT && transaction != TransactionControl.ROLLBACK)
              || namesAnything();
    };
  }

  /** As another statement of the same text does, where this is judged by the worst of them. */
  private boolean namesAnything() {
    return !tables.isEmpty() || !functions.isEmpty();
  }

  /** Whether it is safe on a replica. */
  public boolean isRead() {
    return kind == StatementKind.READ;
  }
}
