package dev.lagrange.applications;

import com.zaxxer.hikari.HikariDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Jdbi over a pool, on a cluster of which one replica stands still. */
final class JdbiIT extends ReadBack {

  @Override
  void create() {
    try (HikariDataSource pool = cluster.pool("eventual")) {
      Jdbi.create(pool)
          .useHandle(
              handle -> {
                handle.execute("CREATE TABLE register (id int PRIMARY KEY, value int)");
                handle.execute("INSERT INTO register VALUES (1, 0)");
              });
    }
  }

  @Override
  Tally readBack(String consistency) throws Exception {
    try (HikariDataSource pool = cluster.pool(consistency)) {
      return cluster.readBack("Jdbi at " + consistency, pool, new JdbiRegister(Jdbi.create(pool)));
    }
  }

  private record JdbiRegister(Jdbi jdbi) implements Register {

    @Override
    public void write(int value) {
      jdbi.useTransaction(
          handle ->
              handle
                  .createUpdate("UPDATE register SET value = :value WHERE id = 1")
                  .bind("value", value)
                  .execute());
    }

    @Override
    public Seen read() {
      return jdbi.withHandle(JdbiRegister::seen);
    }

    @Override
    public Seen readDeclaredReadOnly() {
      return jdbi.withHandle(
          handle -> {
            handle.setReadOnly(true);
            return handle.inTransaction(JdbiRegister::seen);
          });
    }

    private static Seen seen(Handle handle) {
      return handle
          .createQuery("SELECT value, " + NODE + " AS node FROM register WHERE id = :id")
          .bind("id", 1)
          .map((row, context) -> new Seen(row.getInt("value"), row.getString("node")))
          .one();
    }
  }
}
