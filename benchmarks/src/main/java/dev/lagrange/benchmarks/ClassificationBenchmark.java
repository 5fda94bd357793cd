package dev.lagrange.benchmarks;

import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.routing.sql.ReferenceReader;
import dev.lagrange.routing.sql.References;
import java.util.concurrent.TimeUnit;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to understand a statement, here and elsewhere. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClassificationBenchmark {

  private static final String POSTGRESQL =
      "SELECT o.id, lower(c.\"name\"), coalesce(o.total, 0) FROM orders o"
          + " JOIN customers c ON c.id = o.customer_id LEFT JOIN items i ON i.order_id = o.id"
          + " WHERE o.state = ? AND i.sku = 'A' ORDER BY o.id LIMIT 9";

  private static final String MYSQL = POSTGRESQL.replace('"', '`');

  /** Whose SQL it is; JMH sets it. */
  @Param public Dialect dialect;

  private final String[] keyed = new String[1 << 16];
  private int next;
  private String sql;
  private Classifier cached;
  private Classifier uncached;
  private ReferenceReader reader;
  private SqlParser.Config config;

  /** Makes the readers. */
  @Setup
  public void prepare() {
    sql = dialect == Dialect.POSTGRESQL ? POSTGRESQL : MYSQL;
    for (int i = 0; i < keyed.length; i++) {
      keyed[i] = "SELECT abalance FROM pgbench_accounts WHERE aid = " + (100_000 + i) + ";";
    }
    cached = new Classifier(dialect, 1000);
    uncached = new Classifier(dialect, 0);
    reader = new ReferenceReader(dialect);
    config =
        SqlParser.config()
            .withParserFactory(SqlBabelParserImpl.FACTORY)
            .withConformance(SqlConformanceEnum.BABEL)
            .withQuoting(dialect == Dialect.POSTGRESQL ? Quoting.DOUBLE_QUOTE : Quoting.BACK_TICK);
  }

  /** A text that was seen before. */
  @Benchmark
  public Classification seen() {
    return cached.classify(sql);
  }

  /** A new text: the tokens and the rules over them. */
  @Benchmark
  public Classification unseen() {
    return uncached.classify(sql);
  }

  private String nextKeyed() {
    next = next + 1 & keyed.length - 1;
    return keyed[next];
  }

  /** A new text, short, that differs from one seen before in its key. */
  @Benchmark
  public Classification sameShape() {
    return cached.classify(nextKeyed());
  }

  /** The same text where none was seen before. */
  @Benchmark
  public Classification unseenShape() {
    return uncached.classify(nextKeyed());
  }

  /** A new text that a policy looks at: the tokens, and the tree for the names. */
  @Benchmark
  public References unseenWithTree() {
    return reader.read(sql, uncached.classify(sql));
  }

  /** Calcite's parser alone. */
  @Benchmark
  public SqlNode calcite() throws SqlParseException {
    return SqlParser.create(sql, config).parseStmt();
  }

  /** JSqlParser alone, on this thread. */
  @Benchmark
  public Statement jsqlparser() throws JSQLParserException, ParseException {
    return CCJSqlParserUtil.newParser(sql).withSquareBracketQuotation(false).Statement();
  }
}
