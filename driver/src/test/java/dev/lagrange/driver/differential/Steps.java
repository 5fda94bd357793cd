package dev.lagrange.driver.differential;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws the steps of scripts: the same seed, the same script. */
final class Steps {

  static final String CONNECTION_SAYS = "what the connection says";
  static final String ISOLATION = "isolation ";
  static final String READ_ONLY = "read only ";
  static final String A_ROW = " a row";
  static final String PARAMETERS = "parameters";
  static final String DESCRIBED = "described columns";

  private final Random random;
  private final List<Supplier<Step>> kinds =
      List.of(
          this::query,
          this::query,
          this::query,
          this::update,
          this::update,
          this::failure,
          this::several,
          this::control,
          this::transaction,
          this::transaction,
          this::prepare,
          this::executePrepared,
          this::executePrepared,
          this::executePrepared,
          this::batch,
          this::keys,
          this::rows,
          this::rows,
          this::updatableRows,
          this::newStatement,
          this::statementSetting,
          this::statementGetter,
          this::connectionSetting,
          this::connectionGetter,
          this::metadata,
          this::objects);

  private Steps(Random random) {
    this.random = random;
  }

  /** A script of so many steps. */
  static List<Step> script(long seed, int length) {
    Steps steps = new Steps(new Random(seed));
    List<Step> script = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      script.add(steps.one(steps.kinds).get());
    }
    return script;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Step query() {
    String sql = one(Statements.QUERIES);
    if (random.nextInt(4) == 0) {
      return Step.of("execute " + sql, s -> executed(s.statement, s.statement.execute(sql)));
    }
    return Step.of("executeQuery " + sql, s -> s.statement.executeQuery(sql));
  }

  private Step update() {
    String sql = one(Statements.UPDATES);
    return switch (random.nextInt(3)) {
      case 0 -> Step.of("execute " + sql, s -> executed(s.statement, s.statement.execute(sql)));
      case 1 -> Step.of("executeLargeUpdate " + sql, s -> s.statement.executeLargeUpdate(sql));
      default -> Step.of("executeUpdate " + sql, s -> s.statement.executeUpdate(sql));
    };
  }

  private Step failure() {
    String sql = one(Statements.FAILURES);
    return random.nextBoolean()
        ? Step.of("execute " + sql, s -> executed(s.statement, s.statement.execute(sql)))
        : Step.of("executeQuery " + sql, s -> s.statement.executeQuery(sql));
  }

  private Step several() {
    String sql = one(Statements.SEVERAL);
    return Step.of("execute " + sql, s -> executed(s.statement, s.statement.execute(sql)));
  }

  private Step control() {
    String sql = one(Statements.CONTROL);
    return Step.of("execute " + sql, s -> executed(s.statement, s.statement.execute(sql)));
  }

  /** All results of a statement, and its warnings. */
  private static String executed(Statement statement, boolean first) throws SQLException {
    StringBuilder text = new StringBuilder();
    boolean rows = first;
    while (rows || statement.getUpdateCount() != -1) {
      text.append(rows ? Rendering.of(statement.getResultSet()) : statement.getLargeUpdateCount());
      text.append("; ");
      rows = statement.getMoreResults();
    }
    return text + Rendering.of(statement.getWarnings());
  }

  private Step transaction() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> Step.action("manual commit", s -> s.connection.setAutoCommit(false));
      case 2 -> Step.action("auto commit", s -> s.connection.setAutoCommit(true));
      case 3, 4 -> Step.action("commit", s -> s.connection.commit());
      case 5 -> Step.action("rollback", s -> s.connection.rollback());
      case 6 -> Step.action("set savepoint", s -> s.savepoint = s.connection.setSavepoint("named"));
      case 7 -> Step.action("back to savepoint", s -> s.connection.rollback(s.savepoint()));
      default ->
          Step.action("release savepoint", s -> s.connection.releaseSavepoint(s.savepoint()));
    };
  }

  private Step prepare() {
    String sql = one(Statements.PREPARED);
    return switch (random.nextInt(3)) {
      case 0 ->
          Step.action(
              "prepare with keys " + sql,
              s ->
                  s.prepared = s.connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS));
      case 1 ->
          Step.action(
              "prepare scrollable " + sql,
              s ->
                  s.prepared =
                      s.connection.prepareStatement(
                          sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY));
      default ->
          Step.action("prepare " + sql, s -> s.prepared = s.connection.prepareStatement(sql));
    };
  }

  private Step executePrepared() {
    int number = random.nextInt(6);
    return switch (random.nextInt(8)) {
      case 0 -> Step.action("set object " + number, s -> s.prepared().setObject(1, number));
      case 1 -> Step.action("set null", s -> s.prepared().setNull(1, Types.INTEGER));
      case 2 -> Step.action("clear parameters", s -> s.prepared().clearParameters());
      case 3 -> Step.of(PARAMETERS, s -> s.prepared().getParameterMetaData().getParameterCount());
      case 4 -> Step.of(DESCRIBED, s -> s.prepared().getMetaData());
      case 5 -> Step.of("execute again", s -> executed(s.prepared(), s.prepared().execute()));
      default ->
          Step.of(
              "execute with " + number,
              s -> {
                s.prepared().setInt(1, number);
                return executed(s.prepared(), s.prepared().execute());
              });
    };
  }

  /** Gathered and executed at once: a batch that waits is bound to the node it was gathered on. */
  private Step batch() {
    String sql = one(Statements.UPDATES);
    String second = one(random.nextInt(3) == 0 ? Statements.FAILURES : Statements.UPDATES);
    int number = random.nextInt(6);
    return switch (random.nextInt(4)) {
      case 0 -> Step.of("empty batch", s -> s.statement.executeBatch());
      case 1 ->
          Step.of(
              "cleared batch",
              s -> {
                s.statement.addBatch(sql);
                s.statement.clearBatch();
                return s.statement.executeBatch();
              });
      case 2 ->
          Step.of(
              "batch of " + sql + " and " + second,
              s -> {
                s.statement.addBatch(sql);
                s.statement.addBatch(second);
                return s.statement.executeBatch();
              });
      default ->
          Step.of(
              "prepared batch with " + number,
              s -> {
                for (int i = 0; i < number; i++) {
                  s.prepared().setInt(1, i);
                  s.prepared().addBatch();
                }
                return s.prepared().executeLargeBatch();
              });
    };
  }

  private Step keys() {
    String sql = one(Statements.UPDATES);
    return switch (random.nextInt(3)) {
      case 0 ->
          Step.of(
              "update with keys " + sql,
              s -> {
                int count = s.statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
                return count + Rendering.of(s.statement.getGeneratedKeys());
              });
      case 1 ->
          Step.of(
              "execute with the key of a column " + sql,
              s -> {
                s.statement.execute(sql, new String[] {"id"});
                return Rendering.of(s.statement.getGeneratedKeys());
              });
      default -> Step.of("prepared keys", s -> s.prepared().getGeneratedKeys());
    };
  }

  private Step rows() {
    String sql = one(Statements.QUERIES);
    return switch (random.nextInt(7)) {
      case 0, 1 -> Step.action("open " + sql, s -> s.rows = s.statement.executeQuery(sql));
      case 2 -> Step.of("next", s -> s.rows().next() ? Rendering.row(s.rows()) : "no more");
      case 3 -> Step.of("rest of the rows", s -> Rendering.remaining(s.rows()));
      case 4 -> Step.of("row number", s -> s.rows().getRow() + " " + s.rows().isBeforeFirst());
      case 5 -> Step.of("previous", s -> s.rows().previous());
      default -> Step.action("close rows", s -> s.rows().close());
    };
  }

  private Step updatableRows() {
    return switch (random.nextInt(5)) {
      case 0, 1 ->
          Step.action(
              "open updatable rows",
              s ->
                  s.rows =
                      s.connection
                          .createStatement(
                              ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
                          .executeQuery("SELECT id, name, price FROM item ORDER BY id"));
      case 2 ->
          Step.action(
              "update" + A_ROW,
              s -> {
                s.rows().updateString("name", "by cursor");
                s.rows().updateRow();
              });
      case 3 ->
          Step.action(
              "insert" + A_ROW,
              s -> {
                s.rows().moveToInsertRow();
                s.rows().updateBigDecimal("price", new BigDecimal("3.50"));
                s.rows().insertRow();
                s.rows().moveToCurrentRow();
              });
      default -> Step.action("delete" + A_ROW, s -> s.rows().deleteRow());
    };
  }

  private Step newStatement() {
    return switch (random.nextInt(5)) {
      case 0 -> Step.action("close statement", s -> s.statement.close());
      case 1 ->
          Step.action(
              "scrollable statement",
              s ->
                  s.statement =
                      s.connection.createStatement(
                          ResultSet.TYPE_SCROLL_INSENSITIVE,
                          ResultSet.CONCUR_READ_ONLY,
                          ResultSet.HOLD_CURSORS_OVER_COMMIT));
      default -> Step.action("statement", s -> s.statement = s.connection.createStatement());
    };
  }

  private Step statementSetting() {
    int number = random.nextInt(-1, 4);
    return switch (random.nextInt(7)) {
      // less than 0 has a meaning on other servers, so it is for the server's driver to refuse
      case 0 -> fetchSize(Math.max(0, number));
      case 1 -> Step.action("most rows " + number, s -> s.statement.setMaxRows(number));
      case 2 -> Step.action("timeout", s -> s.statement.setQueryTimeout(60 * number));
      case 3 ->
          Step.of(
              "close on completion",
              s -> {
                Statement once = s.connection.createStatement();
                once.closeOnCompletion();
                once.executeQuery("SELECT 1").close();
                return once.isClosed();
              });
      case 4 -> Step.action("no escapes", s -> s.statement.setEscapeProcessing(number > 0));
      case 5 -> Step.action("poolable", s -> s.statement.setPoolable(number > 0));
      default ->
          Step.action(
              "clear warnings",
              s -> {
                // pgjdbc does so for a closed one, too
                if (!s.statement.isClosed()) {
                  s.statement.clearWarnings();
                }
              });
    };
  }

  private static Step fetchSize(int rows) {
    return Step.action("fetch size " + rows, s -> s.statement.setFetchSize(rows));
  }

  private Step statementGetter() {
    return Step.of(
        "what the statement says",
        s -> {
          Statement statement = s.statement;
          return statement.isClosed()
              ? "closed"
              : String.join(
                  " ",
                  "" + statement.getUpdateCount(),
                  "" + statement.getFetchSize(),
                  "" + statement.getMaxRows(),
                  "" + statement.getQueryTimeout(),
                  "" + statement.getResultSetType(),
                  "" + statement.getResultSetConcurrency(),
                  "" + statement.getResultSetHoldability(),
                  "" + statement.isPoolable(),
                  "" + statement.isCloseOnCompletion(),
                  Rendering.of(statement.getWarnings()));
        });
  }

  private Step connectionSetting() {
    return switch (random.nextInt(7)) {
      case 0 -> readOnly(true);
      case 1, 2 -> readOnly(false);
      case 3 -> isolation(Connection.TRANSACTION_REPEATABLE_READ);
      case 4 -> isolation(Connection.TRANSACTION_READ_COMMITTED);
      case 5 -> Step.action("schema", s -> s.connection.setSchema("public"));
      default ->
          Step.action("hold", s -> s.connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT));
    };
  }

  /** Set to what it is, pgjdbc fails within a transaction; here that changes nothing. */
  private static Step readOnly(boolean value) {
    return Step.action(
        READ_ONLY + value,
        s -> {
          if (s.connection.isReadOnly() != value) {
            s.connection.setReadOnly(value);
          }
        });
  }

  /** As with {@link #readOnly}. */
  private static Step isolation(int value) {
    return Step.action(
        ISOLATION + value,
        s -> {
          if (s.connection.getTransactionIsolation() != value) {
            s.connection.setTransactionIsolation(value);
          }
        });
  }

  private Step connectionGetter() {
    return Step.of(
        CONNECTION_SAYS,
        s -> {
          Connection connection = s.connection;
          return String.join(
              " ",
              "" + connection.getAutoCommit(),
              "" + connection.isReadOnly(),
              "" + connection.getTransactionIsolation(),
              "" + connection.getHoldability(),
              "" + connection.getCatalog(),
              "" + connection.getSchema(),
              "" + connection.getNetworkTimeout(),
              connection.nativeSQL("SELECT {fn now()}"),
              "" + connection.isValid(60),
              Rendering.of(connection.getWarnings()));
        });
  }

  private Step metadata() {
    return switch (random.nextInt(3)) {
      case 0 ->
          Step.of("tables", s -> s.connection.getMetaData().getTables(null, "public", "%", null));
      case 1 ->
          Step.of(
              "columns", s -> s.connection.getMetaData().getColumns(null, "public", "audit", null));
      default ->
          Step.of("keys", s -> s.connection.getMetaData().getPrimaryKeys(null, null, "item"));
    };
  }

  private Step objects() {
    return switch (random.nextInt(4)) {
      case 0 ->
          Step.of("array", s -> s.connection.createArrayOf("text", new Object[] {"a", null, "b"}));
      case 1 ->
          Step.of(
              "insert an array",
              s -> {
                try (PreparedStatement insert =
                    s.connection.prepareStatement(
                        "INSERT INTO item (tags, data) VALUES (?, ?) RETURNING tags, data")) {
                  insert.setArray(1, s.connection.createArrayOf("text", new Object[] {"x"}));
                  insert.setBytes(2, new byte[] {1, 2});
                  return Rendering.of(insert.executeQuery());
                }
              });
      case 2 ->
          Step.of(
              "call",
              s -> {
                try (var call = s.connection.prepareCall("{? = call twice(?)}")) {
                  call.registerOutParameter(1, Types.INTEGER);
                  call.setInt(2, 4);
                  call.execute();
                  return call.getInt(1);
                }
              });
      default -> Step.action("cancel what does not run", s -> s.statement.cancel());
    };
  }
}
