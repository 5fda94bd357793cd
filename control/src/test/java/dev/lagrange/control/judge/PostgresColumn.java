package dev.lagrange.control.judge;

/**
 * A column that an expression may name.
 *
 * @param reference how it is written, with its table
 * @param type its type
 */
record PostgresColumn(String reference, PostgresType type) {}
