package dev.lagrange.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.StatementText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LocalAnswersTest {

  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private final Statements statements = new Statements();
  private final LocalAnswers answers = new LocalAnswers(ALLOCATOR, statements);

  /** Who asks nothing else would have them piled up for as long as it stays. */
  @Test
  void whatAUnitNamedIsNotKeptToBeTakenBackBehindTheNext() {
    StatementText text = StatementText.of("SHOW lagrange.nodes");
    for (int i = 0; i < 3; i++) {
      Frame parse = new Frame((byte) 'P', Frontend.parse(ALLOCATOR, "", text));
      Unit unit = new Unit(List.of(parse), List.of(), false, true, null);
      answers.to(unit, null, 'I').forEach(ByteBuf::release);
      assertThat(statements.has("")).isTrue();
      assertThat(statements.moment()).isEqualTo(1);
    }
  }
}
