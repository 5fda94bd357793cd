package dev.lagrange.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A bank and a shop: accounts with versions, customers, products, orders and their lines.
 * Immutable.
 *
 * @param accounts how many accounts
 * @param customers how many customers
 * @param products how many products
 * @param orders how many orders
 * @param lines how many order lines
 */
record DataSet(int accounts, int customers, int products, int orders, int lines) {

  private static final int BATCH = 1000;

  private static final String SCHEMA =
      """
      CREATE TABLE account (id int PRIMARY KEY, owner text NOT NULL, balance bigint NOT NULL,
        ver bigint NOT NULL);
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
      CREATE TABLE product (id int PRIMARY KEY, name text NOT NULL, price int NOT NULL);
      CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer);
      CREATE TABLE order_line (order_id int NOT NULL REFERENCES orders, line int NOT NULL,
        product_id int NOT NULL REFERENCES product, quantity int NOT NULL,
        PRIMARY KEY (order_id, line))
      """;

  private static final String[] CITIES = {"Turin", "Berlin", "Paris", "Lisbon", "Oslo", "Graz"};

  /** Tables of so many rows in all, at least 1000. */
  static DataSet ofRows(int rows) {
    int accounts = Math.max(100, rows / 100);
    int customers = rows / 5;
    int products = Math.max(10, rows / 50);
    int orders = rows / 4;
    return new DataSet(
        accounts, customers, products, orders, rows - accounts - customers - products - orders);
  }

  int rows() {
    return accounts + customers + products + orders + lines;
  }

  /** Makes the tables and fills them, a transaction a table. */
  void load(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SCHEMA);
    }
    connection.setAutoCommit(false);
    fill(
        connection,
        "INSERT INTO account VALUES (?, ?, ?, 0)",
        accounts,
        (row, i) -> bind(row, i, "Owner " + i, 1000));
    fill(
        connection,
        "INSERT INTO customer VALUES (?, ?, ?)",
        customers,
        (row, i) -> bind(row, i, "Customer " + i, CITIES[i % CITIES.length]));
    fill(
        connection,
        "INSERT INTO product VALUES (?, ?, ?)",
        products,
        (row, i) -> bind(row, i, "Product " + i, 100 + i % 900));
    fill(
        connection,
        "INSERT INTO orders VALUES (?, ?)",
        orders,
        (row, i) -> bind(row, i, i % customers));
    fill(
        connection,
        "INSERT INTO order_line VALUES (?, ?, ?, ?)",
        lines,
        (row, i) -> bind(row, i % orders, i / orders, i % products, 1 + i % 5));
    connection.setAutoCommit(true);
  }

  /** Sets the parameters of one row. */
  private interface Row {
    void bind(PreparedStatement statement, int number) throws SQLException;
  }

  private static void fill(Connection connection, String sql, int count, Row row)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < count; i++) {
        row.bind(statement, i);
        statement.addBatch();
        if ((i + 1) % BATCH == 0 || i + 1 == count) {
          statement.executeBatch();
        }
      }
    }
    connection.commit();
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
