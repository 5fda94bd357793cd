package dev.lagrange.routing.option;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The values of all options for one cluster, and the properties meant for the underlying driver.
 * Immutable. Equal if every option has the same value, whether given or by default, and the same
 * properties are passed through.
 */
public final class Options {

  /** Every option at its default, nothing passed through. */
  public static final Options DEFAULTS = new Options(Map.of(), Map.of());

  // only what differs from the default, so that giving the default changes nothing
  private final Map<Option<?>, Object> values;
  private final Map<String, String> passedThrough;

  Options(Map<Option<?>, Object> values, Map<String, String> passedThrough) {
    Map<Option<?>, Object> changed = new HashMap<>(values);
    changed
        .entrySet()
        .removeIf(e -> e.getKey().defaultValue().filter(e.getValue()::equals).isPresent());
    this.values = Map.copyOf(changed);
    this.passedThrough = Map.copyOf(passedThrough);
  }

  /**
   * Reads properties: each key is an option of Lagrange, else one of the driver's properties, else
   * an error.
   *
   * @param given keys and values as they stand in a URL or in connection properties
   * @param driverProperties the names that the underlying driver knows, {@code user} and {@code
   *     password} included
   * @throws IllegalArgumentException with all problems at once, each naming the value (unless it is
   *     secret), the rule and the remedy (SQLSTATE 22023 at the boundary)
   */
  public static Options parse(Map<String, String> given, Set<String> driverProperties) {
    return parse(given, driverProperties, Map.of());
  }

  /**
   * Reads properties, and from the environment the options that are not among them.
   *
   * @param environment variables, of which those named by {@link Option#environmentName} are read
   *     and all others ignored
   * @throws IllegalArgumentException with all problems at once, as above
   */
  public static Options parse(
      Map<String, String> given, Set<String> driverProperties, Map<String, String> environment) {
    return new OptionParser(driverProperties).parse(given, environment);
  }

  /**
   * The value of an option.
   *
   * @throws NoSuchElementException if it is unset and has no default; {@link #find} asks for those
   */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new NoSuchElementException("Option '" + option + "' is not set"));
  }

  /** The value of an option, empty if it is unset and has no default. */
  public <T> Optional<T> find(Option<T> option) {
    @SuppressWarnings("unchecked") // an option only ever maps to a value of its own type
    T value = (T) values.get(option);
    return value == null ? option.defaultValue() : Optional.of(value);
  }

  /** The properties for the underlying driver. */
  public Map<String, String> passedThrough() {
    return passedThrough;
  }

  /**
   * The same with another value for one option.
   *
   * @throws IllegalArgumentException if the value is out of bounds
   */
  public <T> Options with(Option<T> option, T value) {
    try {
      option.type().check(value);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "Option '" + option + "': " + refused.getMessage(), refused);
    }
    Map<Option<?>, Object> changed = new HashMap<>(values);
    changed.put(option, value);
    return new Options(changed, passedThrough);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options that
        && values.equals(that.values)
        && passedThrough.equals(that.passedThrough);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode() + passedThrough.hashCode();
  }

  /**
   * What differs from the defaults. Secrets are hidden, and so are all values that are passed
   * through, since only the underlying driver knows which of them are secret.
   */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "Options[", "]");
    shown().forEach((key, value) -> text.add(key + "=" + value));
    passedThrough.keySet().stream().sorted().forEach(key -> text.add(key + "=***"));
    return text.toString();
  }

  private Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (Option<?> option : OptionTable.all()) {
      if (values.containsKey(option)) {
        shown.put(option.key(), print(option));
      }
    }
    return shown;
  }

  private <T> String print(Option<T> option) {
    return option.type().print(get(option));
  }
}
