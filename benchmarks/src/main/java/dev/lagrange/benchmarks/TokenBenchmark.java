package dev.lagrange.benchmarks;

import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import dev.lagrange.routing.token.ClusterId;
import dev.lagrange.routing.token.SessionToken;
import dev.lagrange.routing.token.TokenKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Positions compared and joined; session tokens written and read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenBenchmark {

  private static final ClusterId CLUSTER = new ClusterId("7300000000000000001");

  private final Position older = PostgresPosition.of(3, Lsn.parse("16/B374D848"));
  private final Position newer = PostgresPosition.of(3, Lsn.parse("16/B374F000"));
  private final SessionToken olderToken = SessionToken.of(CLUSTER, older);
  private final SessionToken newerToken = SessionToken.of(CLUSTER, newer);
  private final TokenKey key = TokenKey.of("a secret for benchmarks only");
  private final String unsigned = newerToken.encode(null);
  private final String signed = newerToken.encode(key);

  /** The benchmark's state; JMH makes it. */
  public TokenBenchmark() {}

  /** A newer position joined to what a session has seen. */
  @Benchmark
  public Position joinPositions() {
    return older.join(newer);
  }

  /** Whether a node covers a floor. */
  @Benchmark
  public Coverage coveredBy() {
    return older.coveredBy(newer, TimelineHistory.UNKNOWN);
  }

  /** A newer token joined to an older one. */
  @Benchmark
  public SessionToken joinTokens() {
    return olderToken.join(newerToken);
  }

  /** A token as text. */
  @Benchmark
  public String encode() {
    return newerToken.encode(null);
  }

  /** A token as text, signed. */
  @Benchmark
  public String encodeSigned() {
    return newerToken.encode(key);
  }

  /** A token from text. */
  @Benchmark
  public SessionToken decode() {
    return SessionToken.decode(unsigned, null);
  }

  /** A token from text, its signature checked. */
  @Benchmark
  public SessionToken decodeSigned() {
    return SessionToken.decode(signed, key);
  }
}
