package dev.lagrange.routing.option;

import java.util.List;

/**
 * How the values of an option are read, printed, bounded and described. Immutable.
 *
 * @param <T> the type of the values
 */
public sealed interface OptionType<T>
    permits ConsistencyType,
        DurationType,
        EnumType,
        IntegerType,
        RedisUriType,
        RestAddressesType,
        SecretType,
        StandbyAddressType,
        TextType {

  /**
   * Reads and checks a value.
   *
   * @throws IllegalArgumentException naming the value (unless it is secret), the rule and the
   *     remedy
   */
  T parse(String text);

  /** The form that {@link #parse} reads; asterisks for a secret. */
  String print(T value);

  /**
   * Checks a value that did not come as text.
   *
   * @throws IllegalArgumentException naming the value (unless it is secret), the rule and the
   *     remedy
   */
  void check(T value);

  /** The allowed values in words, such as {@code a duration from 0ms to 1min}. */
  String describe();

  /** The allowed values if they are few and have names; empty otherwise. */
  default List<String> choices() {
    return List.of();
  }

  /** Whether the values must never be shown. */
  default boolean secret() {
    return false;
  }
}
