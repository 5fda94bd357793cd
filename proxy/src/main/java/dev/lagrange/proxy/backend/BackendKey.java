package dev.lagrange.proxy.backend;

import com.github.benmanes.caffeine.cache.Interner;
import dev.lagrange.proxy.auth.Credential;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What server connections must have in common to stand in for each other: the user, and what the
 * client gave at its start, so that a reset goes back to just that.
 */
public final class BackendKey {

  /** Keys are compared for each statement, and many clients begin alike. */
  private static final Interner<Map<String, String>> KNOWN = Interner.newWeakInterner();

  private final Map<String, String> parameters;
  private final @Nullable Credential credential;

  /**
   * With the parameters of the start-up message, user and database among them.
   *
   * @param credential what the user logs in with; null for nothing. Not part of what is compared
   */
  public BackendKey(Map<String, String> parameters, @Nullable Credential credential) {
    this.parameters = KNOWN.intern(Collections.unmodifiableMap(new LinkedHashMap<>(parameters)));
    this.credential = credential;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  String user() {
    return Objects.requireNonNull(parameters.get("user"));
  }

  @Nullable Credential credential() {
    return credential;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // of equal maps there is one only
  public boolean equals(@Nullable Object other) {
    return other instanceof BackendKey that && parameters == that.parameters;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(parameters);
  }
}
