package dev.lagrange.proxy.auth;

/** Whether a login at a server is bound to the certificate that the server has shown. */
public enum ChannelBinding {
  /** It is not. */
  DISABLE,
  /** It is where the server offers it. */
  PREFER,
  /** It is, or the login fails; so no other way to log in will do. */
  REQUIRE
}
