package dev.lagrange.applications;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.ibatis.annotations.Arg;
import org.apache.ibatis.annotations.ConstructorArgs;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** MyBatis over a pool, on a cluster of which one replica stands still. */
final class MyBatisIT extends ReadBack {

  @Override
  void create() {
    try (HikariDataSource pool = cluster.pool("eventual");
        SqlSession session = sessions(pool).openSession(true)) {
      session.getMapper(Mapper.class).create();
      session.getMapper(Mapper.class).insert();
    }
  }

  @Override
  Tally readBack(String consistency) throws Exception {
    try (HikariDataSource pool = cluster.pool(consistency)) {
      return cluster.readBack(
          "MyBatis at " + consistency, pool, new MappedRegister(pool, sessions(pool)));
    }
  }

  private static SqlSessionFactory sessions(HikariDataSource pool) {
    Configuration configuration =
        new Configuration(new Environment("test", new JdbcTransactionFactory(), pool));
    configuration.addMapper(Mapper.class);
    return new SqlSessionFactoryBuilder().build(configuration);
  }

  /** The SQL of the application. */
  interface Mapper {
    @Update("CREATE TABLE register (id int PRIMARY KEY, value int)")
    void create();

    @Insert("INSERT INTO register VALUES (1, 0)")
    void insert();

    @Update("UPDATE register SET value = #{value} WHERE id = 1")
    void update(int value);

    @ConstructorArgs({
      @Arg(column = "value", javaType = int.class),
      @Arg(column = "node", javaType = String.class)
    })
    @Select("SELECT value, " + Register.NODE + " AS node FROM register WHERE id = 1")
    Register.Seen select();
  }

  private record MappedRegister(HikariDataSource pool, SqlSessionFactory sessions)
      implements Register {

    @Override
    public void write(int value) {
      try (SqlSession session = sessions.openSession()) {
        session.getMapper(Mapper.class).update(value);
        session.commit();
      }
    }

    @Override
    public Seen read() {
      try (SqlSession session = sessions.openSession(true)) {
        return session.getMapper(Mapper.class).select();
      }
    }

    @Override
    public Seen readDeclaredReadOnly() throws SQLException {
      try (Connection connection = pool.getConnection()) {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (SqlSession session = sessions.openSession(connection)) {
          Seen seen = session.getMapper(Mapper.class).select();
          session.commit(true);
          return seen;
        }
      }
    }
  }
}
