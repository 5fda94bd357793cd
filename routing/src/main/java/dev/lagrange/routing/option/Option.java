package dev.lagrange.routing.option;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One option: a row of the {@link OptionTable}. Immutable; two options are equal only if they are
 * the same row.
 *
 * @param <T> the type of its values
 */
public final class Option<T> {

  private final String key;
  private final OptionType<T> type;
  private final @Nullable T defaultValue;
  private final String description;

  Option(String key, OptionType<T> type, @Nullable T defaultValue, String description) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** Its name in URLs, properties and files, in camelCase. */
  public String key() {
    return key;
  }

  /** Its name in the environment: {@code LAGRANGE_REPLICA_WAIT} for {@code replicaWait}. */
  public String environmentName() {
    return "LAGRANGE_" + key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  /** How its values are read, printed and bounded. */
  public OptionType<T> type() {
    return type;
  }

  /** The value where none is given; empty if the option is then unset. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The default as one would write it. */
  public Optional<String> defaultText() {
    return defaultValue().map(type::print);
  }

  /** What it does, in one sentence for users. */
  public String description() {
    return description;
  }

  /** The allowed values in words, bounds included. */
  public String values() {
    return type.describe();
  }

  /** The allowed values if they are few and have names; empty otherwise. */
  public List<String> choices() {
    return type.choices();
  }

  /** Whether its values must never be shown. */
  public boolean secret() {
    return type.secret();
  }

  /** Its key. */
  @Override
  public String toString() {
    return key;
  }
}
