package dev.lagrange.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.sql.Dialect;
import net.sf.jsqlparser.statement.select.Select;
import org.apache.calcite.sql.SqlKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Benchmarks that nobody runs rot: here each runs once, and does what it claims to measure. */
class BenchmarksTest {

  @ParameterizedTest
  @EnumSource
  void statementsFindTheirRowWhateverTheAccess(Access access) throws Exception {
    StatementBenchmark benchmark = new StatementBenchmark();
    benchmark.access = access;
    benchmark.open();
    try {
      assertThat(benchmark.pooled()).isEqualTo(1);
      assertThat(benchmark.pooledPrepared()).isEqualTo(1);
      assertThat(benchmark.keptOpen()).isEqualTo(1);
      assertThat(benchmark.reexecuted()).isEqualTo(1);
      assertThat(benchmark.write()).isEqualTo(1);
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void decisionEndsAtReplica(int replicas) {
    RoutingBenchmark benchmark = new RoutingBenchmark();
    benchmark.replicas = replicas;
    benchmark.prepare();
    assertThat(benchmark.classifySeenText().isRead()).isTrue();
    assertThat(benchmark.decide()).matches(NodeState::isLiveReplica);
  }

  @ParameterizedTest
  @EnumSource
  void allReadersUnderstandTheStatement(Dialect dialect) throws Exception {
    ClassificationBenchmark benchmark = new ClassificationBenchmark();
    benchmark.dialect = dialect;
    benchmark.prepare();
    assertThat(benchmark.seen().isRead()).isTrue();
    assertThat(benchmark.unseen()).isEqualTo(benchmark.seen());
    assertThat(benchmark.unseenWithTree().parsed()).isTrue();
    assertThat(benchmark.unseenWithTree().tables()).hasSize(3);
    assertThat(benchmark.calcite().getKind()).isEqualTo(SqlKind.ORDER_BY);
    assertThat(benchmark.jsqlparser()).isInstanceOf(Select.class);
  }

  @Test
  void tokensSurviveTheirText() {
    TokenBenchmark benchmark = new TokenBenchmark();
    assertThat(benchmark.coveredBy()).isEqualTo(Coverage.COVERED);
    assertThat(benchmark.joinPositions()).isNotNull();
    assertThat(benchmark.decode()).isEqualTo(benchmark.joinTokens());
    assertThat(benchmark.decodeSigned()).isEqualTo(benchmark.joinTokens());
    assertThat(benchmark.encodeSigned()).startsWith(benchmark.encode());
  }
}
