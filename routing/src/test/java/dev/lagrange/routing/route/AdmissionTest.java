package dev.lagrange.routing.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.route.RoutingConditions.Transaction;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.SessionEffect;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {

  private static final Consistency BOUNDED = Consistency.bounded(Duration.ofSeconds(5));

  record Row(
      StatementKind kind,
      TransactionControl control,
      Consistency consistency,
      Transaction transaction,
      RoutingMode mode,
      boolean pinned,
      StrongReads strongReads) {}

  /** Every combination there is. */
  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (StatementKind kind : StatementKind.values()) {
      for (TransactionControl control : controls(kind)) {
        for (Consistency consistency :
            List.of(Consistency.STRONG, BOUNDED, Consistency.EVENTUAL, Consistency.WEAK)) {
          for (Transaction transaction : Transaction.values()) {
            for (RoutingMode mode : RoutingMode.values()) {
              for (StrongReads strong : StrongReads.values()) {
                rows.add(new Row(kind, control, consistency, transaction, mode, false, strong));
                rows.add(new Row(kind, control, consistency, transaction, mode, true, strong));
              }
            }
          }
        }
      }
    }
    return rows.stream();
  }

  private static List<TransactionControl> controls(StatementKind kind) {
    return kind == StatementKind.TRANSACTION
        ? List.of(TransactionControl.values())
        : List.of(TransactionControl.NONE);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onlyReadsWhosePromiseAReplicaCanKeepReachOne(Row row) {
    boolean reads =
        row.kind() == StatementKind.READ || row.control() == TransactionControl.BEGIN_READ_ONLY;
    boolean readsOnly =
        row.transaction() == Transaction.AUTOCOMMIT || row.transaction() == Transaction.READ_ONLY;
    boolean replica =
        row.mode() != RoutingMode.PRIMARY
            && !row.pinned()
            && reads
            && readsOnly
            && (!row.consistency().equals(Consistency.STRONG)
                || row.strongReads() != StrongReads.PRIMARY);
    assertThat(reason(row) == Reason.REPLICA_MAY_SERVE).isEqualTo(replica);
  }

  static Stream<Reasoned> reasons() {
    return Stream.of(
        new Reasoned(Reason.WRITE, StatementKind.WRITE, Transaction.AUTOCOMMIT),
        new Reasoned(Reason.NOT_UNDERSTOOD, StatementKind.UNKNOWN, Transaction.AUTOCOMMIT),
        new Reasoned(Reason.SESSION_STATE, StatementKind.SESSION, Transaction.AUTOCOMMIT),
        new Reasoned(Reason.TRANSACTION_CONTROL, StatementKind.TRANSACTION, Transaction.AUTOCOMMIT),
        new Reasoned(Reason.TRANSACTION_NOT_READ_ONLY, StatementKind.READ, Transaction.READ_WRITE),
        new Reasoned(Reason.SERIALIZABLE, StatementKind.READ, Transaction.SERIALIZABLE),
        new Reasoned(Reason.REPLICA_MAY_SERVE, StatementKind.READ, Transaction.READ_ONLY));
  }

  record Reasoned(Reason reason, StatementKind kind, Transaction transaction) {}

  @ParameterizedTest
  @MethodSource("reasons")
  void reasonIsWhatKeepsItFromAReplica(Reasoned row) {
    Row conditions =
        new Row(
            row.kind(),
            TransactionControl.NONE,
            Consistency.EVENTUAL,
            row.transaction(),
            RoutingMode.ON,
            false,
            StrongReads.PRIMARY);
    assertThat(reason(conditions)).isEqualTo(row.reason());
  }

  private static Reason reason(Row row) {
    Classification statement =
        new Classification(
            row.kind(),
            row.control(),
            false,
            SessionEffect.NONE,
            false,
            false,
            List.of(),
            List.of(),
            0,
            null,
            null,
            null,
            null,
            "test");
    return Admission.of(
        statement,
        row.consistency(),
        new RoutingConditions(row.mode(), row.transaction(), row.pinned(), row.strongReads()));
  }
}
