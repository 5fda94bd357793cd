package dev.lagrange.driver.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.jspecify.annotations.Nullable;

/** Result sets that no server made: plain text columns. */
final class Rows {

  private Rows() {}

  static ResultSet single(String column, @Nullable String value) throws SQLException {
    return of(List.of(column), List.of(java.util.Collections.singletonList(value)));
  }

  static ResultSet of(List<String> columns, List<List<@Nullable String>> rows) throws SQLException {
    CachedRowSet made = RowSetProvider.newFactory().createCachedRowSet();
    RowSetMetaDataImpl description = new RowSetMetaDataImpl();
    description.setColumnCount(columns.size());
    for (int i = 1; i <= columns.size(); i++) {
      description.setColumnName(i, columns.get(i - 1));
      description.setColumnLabel(i, columns.get(i - 1));
      description.setColumnType(i, Types.VARCHAR);
      description.setColumnTypeName(i, "text");
    }
    made.setMetaData(description);
    for (int row = rows.size() - 1; row >= 0; row--) {
      made.moveToInsertRow();
      for (int i = 1; i <= columns.size(); i++) {
        String value = rows.get(row).get(i - 1);
        if (value == null) {
          made.updateNull(i);
        } else {
          made.updateString(i, value);
        }
      }
      made.insertRow();
      made.moveToCurrentRow();
    }
    made.beforeFirst();
    made.setReadOnly(true);
    return made;
  }
}
