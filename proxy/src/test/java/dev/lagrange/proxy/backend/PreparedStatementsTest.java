package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.wire.StatementText;
import org.junit.jupiter.api.Test;

class PreparedStatementsTest {

  private static final StatementText TEXT = StatementText.of("SELECT 1");

  private final PreparedStatements prepared = new PreparedStatements(1);

  @Test
  void whatFailsWithoutANameKeepsItsName() {
    String name = prepared.add(TEXT);
    prepared.unnamed(TEXT);
    prepared.failed(TEXT, "");
    assertThat(prepared.isUnnamed(TEXT)).isFalse();
    assertThat(prepared.name(TEXT)).isEqualTo(name);
    prepared.failed(TEXT, "another");
    assertThat(prepared.name(TEXT)).isEqualTo(name);
    prepared.failed(TEXT, name);
    assertThat(prepared.name(TEXT)).isNull();
  }

  @Test
  void whatIsNotClosedIsClosedAgain() {
    String name = prepared.add(TEXT);
    prepared.add(StatementText.of("SELECT 2"));
    assertThat(prepared.evict()).isEqualTo(name);
    assertThat(prepared.evict()).isNull();
    prepared.notClosed(name);
    assertThat(prepared.hasLeftOvers()).isTrue();
    assertThat(prepared.evict()).isEqualTo(name);
    prepared.notClosed("");
    assertThat(prepared.hasLeftOvers()).isFalse();
  }
}
