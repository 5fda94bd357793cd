package dev.lagrange.proxy.conversation;

/** Where something speaks the PostgreSQL protocol. Immutable. */
public record Address(String host, int port) {}
