package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {

  @Test
  void columnsAreAligned() {
    TextTable table = new TextTable(1, "level", "reads");
    table.row(List.of("weak", "12,345"));
    table.row(List.of("eventual", "7"));

    assertThat(table.toString().lines())
        .containsExactly(
            "  level       reads",
            "  --------   ------",
            "  weak       12,345",
            "  eventual        7");
  }

  @Test
  void rowOfAnotherWidthIsRefused() {
    TextTable table = new TextTable(1, "level", "reads");

    assertThatThrownBy(() -> table.row(List.of("weak")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 columns, not 1");
  }
}
