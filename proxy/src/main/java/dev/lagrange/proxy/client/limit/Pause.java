package dev.lagrange.proxy.client.limit;

/** What a client does in which nothing happens, as far as that can be seen. */
public enum Pause {
  /** None: something is done for it, or it has not taken yet what it was told. */
  NONE,
  /** It is to say what is next, and no transaction of it is open. */
  IDLE,
  /** It is to say what is next, and a server waits for it within a transaction. */
  IN_TRANSACTION
}
