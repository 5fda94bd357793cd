package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DeedTest {

  @Test
  void countedRegistersHaveVersionsAndOthersValues() {
    assertThat(deed(Model.REGISTER, Access.write("x", 7))).isEqualTo("wrote x version 7");
    assertThat(deed(Model.VALUE, Access.read("x", 7))).isEqualTo("read x = 7");
    assertThat(deed(Model.COUNTER, Access.add("x", 2))).isEqualTo("added 2 to x");
    assertThat(deed(Model.CELL, Access.compareAndSet("x", 1, 2))).isEqualTo("set x from 1 to 2");
  }

  @Test
  void transactionsTellAllTheyDid() {
    assertThat(deed(Model.LIST, Access.append("x", 3), Access.readList("y", List.of(1L, 2L))))
        .isEqualTo("appended 3 to x; read y = [1, 2]");
  }

  @Test
  void longOnesAreCutShort() {
    List<Long> elements = LongStream.rangeClosed(1, 20).boxed().toList();
    assertThat(deed(Model.LIST, Access.readList("y", elements)))
        .isEqualTo("read y = [12 more, 13, 14, 15, 16, 17, 18, 19, 20]");
    Access[] many = Collections.nCopies(9, Access.read("x", 1)).toArray(Access[]::new);
    assertThat(deed(Model.REGISTER, many)).endsWith("; and 3 more");
  }

  @Test
  void whatOnlyTheAnswerTellsIsNotMadeUp() {
    assertThat(deed(Model.REGISTER, Outcome.UNKNOWN, Access.write("x", 0)))
        .isEqualTo("wrote x, and got no answer");
    assertThat(deed(Model.VALUE, Outcome.UNKNOWN, Access.write("x", 9)))
        .isEqualTo("wrote x = 9, and got no answer");
    assertThat(deed(Model.REGISTER, Outcome.FAILED, Access.read("x", 0)))
        .isEqualTo("read x, which failed");
  }

  private static String deed(Model model, Access... accesses) {
    return deed(model, Outcome.KNOWN, accesses);
  }

  private static String deed(Model model, Outcome outcome, Access... accesses) {
    return Deed.of(
        new Operation(
            1,
            1,
            model,
            Consistency.WEAK,
            0,
            1,
            outcome,
            List.of(accesses),
            null,
            null,
            null,
            null));
  }
}
