package dev.lagrange.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DataSetTest {

  @Test
  void tablesHaveAsManyRowsAsAskedFor() {
    for (int rows : new int[] {1000, 12_345, 100_000}) {
      DataSet data = DataSet.ofRows(rows);

      assertThat(data.rows()).isEqualTo(rows);
      assertThat(data.accounts()).isGreaterThanOrEqualTo(Workload.HOT_ROWS);
      assertThat(data.lines()).isGreaterThan(data.orders());
    }
  }
}
