package dev.lagrange.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void columnsAreAligned() {
    Table table =
        new Table("level", "reads").row(List.of("weak", "12,345")).row(List.of("eventual", "7"));

    assertThat(table.toString().lines())
        .containsExactly(
            "  level       reads",
            "  --------   ------",
            "  weak       12,345",
            "  eventual        7");
  }

  @Test
  void rowOfAnotherWidthIsRefused() {
    Table table = new Table("level", "reads");

    assertThatThrownBy(() -> table.row(List.of("weak")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 columns, not 1");
  }
}
