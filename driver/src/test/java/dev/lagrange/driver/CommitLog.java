package dev.lagrange.driver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table {@code w} whose rows tell how they were committed: a deferred trigger notes {@code
 * synchronous_commit} as it is when the commit begins. Stateless.
 */
final class CommitLog {

  private CommitLog() {}

  static void create(Connection owner) throws SQLException {
    for (String sql :
        new String[] {
          "CREATE TABLE w (id int PRIMARY KEY)",
          "CREATE TABLE w_commit (id int, setting text)",
          """
          CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            INSERT INTO w_commit VALUES (NEW.id, current_setting('synchronous_commit'));
            RETURN NULL;
          END $$
          """,
          """
          CREATE CONSTRAINT TRIGGER note AFTER INSERT ON w
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note()
          """
        }) {
      LagrangeUrl.execute(owner, sql);
    }
  }

  /** By row, how it was committed. */
  static Map<Integer, String> read(Connection owner) throws SQLException {
    Map<Integer, String> settings = new TreeMap<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, setting FROM w_commit")) {
      while (rows.next()) {
        settings.put(rows.getInt(1), rows.getString(2));
      }
    }
    return settings;
  }
}
