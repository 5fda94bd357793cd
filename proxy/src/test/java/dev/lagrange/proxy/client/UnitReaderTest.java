package dev.lagrange.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class UnitReaderTest {

  private final Statements statements = new Statements();
  private final UnitReader reader =
      new UnitReader(new Classifier(Dialect.POSTGRESQL, 100), statements);
  private final Deque<Frame> queue = new ArrayDeque<>();

  private void message(char type, String body) {
    ByteBuf message = Unpooled.buffer();
    message.writeByte(type).writeInt(4 + body.length());
    message.writeCharSequence(body, StandardCharsets.US_ASCII);
    queue.add(new Frame((byte) type, message));
  }

  private void parse(String name, String sql) {
    StatementText statement = StatementText.of(sql);
    ByteBuf message = Frontend.parse(UnpooledByteBufAllocator.DEFAULT, name, statement);
    queue.add(new Frame((byte) 'P', message));
  }

  private void execute(String statement) {
    message('B', "\0" + statement + "\0\0\0\0\0\0\0");
    message('E', "\0\0\0\0\0");
    message('S', "");
  }

  private Unit next() {
    Unit unit = reader.next(queue);
    assertThat(unit).isNotNull();
    assertThat(queue).isEmpty();
    return unit;
  }

  @Test
  void whatSqlMayHavePreparedMayWrite() {
    execute("p");
    assertThat(next().mayWrite()).isTrue();
    statements.put("p", StatementText.of("SELECT 1"));
    execute("p");
    assertThat(next().mayWrite()).isFalse();
  }

  @Test
  void theSameIsReadOnceAndAnotherAnew() throws Exception {
    parse("", "SELECT 1");
    execute("");
    Frontend.Parse first = next().frames().get(0).parse(null);
    parse("", "SELECT 1");
    execute("");
    Unit again = next();
    assertThat(again.frames().get(0).parse(null)).isSameAs(first);
    assertThat(again.mayWrite()).isFalse();
    parse("", "DELETE FROM t");
    execute("");
    assertThat(next().mayWrite()).isTrue();
    parse("a", "SELECT 1");
    execute("a");
    assertThat(next().frames().get(0).parse(null).name()).isEqualTo("a");
  }

  @Test
  void ofTwoOfOneNameTheLastCounts() {
    parse("", "DELETE FROM t");
    parse("", "SELECT 1");
    execute("");
    assertThat(next().mayWrite()).isFalse();
    parse("", "SELECT 1");
    parse("", "DELETE FROM t");
    execute("");
    assertThat(next().mayWrite()).isTrue();
  }

  @Test
  void whatCannotBeReadIsSaid() {
    message('P', "no end");
    message('S', "");
    assertThat(next().unreadable()).contains("invalid string");
    message('B', "\0");
    message('S', "");
    assertThat(next().unreadable()).contains("invalid string");
    message('D', "");
    message('S', "");
    assertThat(next().unreadable()).contains("insufficient data");
  }
}
