package dev.lagrange.routing.token;

/**
 * The identity of a cluster's data: what all copies of one primary share (PostgreSQL's system
 * identifier in decimal; a name on MySQL, which has none).
 */
public record ClusterId(String value) {}
