package dev.lagrange.applications;

import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.INTEGER;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** jOOQ over a pool, on a cluster of which one replica stands still. */
final class JooqIT extends ReadBack {

  private static final Table<Record> REGISTER = table(name("register"));
  private static final Field<Integer> ID = field(name("id"), INTEGER);
  private static final Field<Integer> VALUE = field(name("value"), INTEGER);
  private static final Field<String> ANSWERING = field(Register.NODE, String.class);

  @Override
  void create() {
    try (HikariDataSource pool = cluster.pool("eventual")) {
      DSLContext database = DSL.using(pool, SQLDialect.POSTGRES);
      database
          .createTable(REGISTER)
          .columns(ID, VALUE)
          .constraint(constraint().primaryKey(ID))
          .execute();
      database.insertInto(REGISTER, ID, VALUE).values(1, 0).execute();
    }
  }

  @Override
  Tally readBack(String consistency) throws Exception {
    try (HikariDataSource pool = cluster.pool(consistency)) {
      return cluster.readBack("jOOQ at " + consistency, pool, new JooqRegister(pool));
    }
  }

  private record JooqRegister(HikariDataSource pool) implements Register {

    @Override
    public void write(int value) {
      DSL.using(pool, SQLDialect.POSTGRES)
          .transaction(
              configuration ->
                  configuration.dsl().update(REGISTER).set(VALUE, value).where(ID.eq(1)).execute());
    }

    @Override
    public Seen read() {
      return seen(DSL.using(pool, SQLDialect.POSTGRES));
    }

    @Override
    public Seen readDeclaredReadOnly() throws SQLException {
      try (Connection connection = pool.getConnection()) {
        connection.setReadOnly(true);
        return DSL.using(connection, SQLDialect.POSTGRES)
            .transactionResult(configuration -> seen(configuration.dsl()));
      }
    }

    private static Seen seen(DSLContext database) {
      return database
          .select(VALUE, ANSWERING)
          .from(REGISTER)
          .where(ID.eq(1))
          .fetchSingle(row -> new Seen(row.value1(), row.value2()));
    }
  }
}
