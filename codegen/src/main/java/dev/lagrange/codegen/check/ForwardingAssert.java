package dev.lagrange.codegen.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a wrapper passes each call on, once and with the same arguments, and that it hands
 * back primitive and string results unchanged. For tests.
 */
public final class ForwardingAssert {

  private record Call(Method method, List<@Nullable Object> arguments) {

    /** The method may have been found in another interface, where it is declared again. */
    boolean isThat(Method other, @Nullable Object[] otherArguments) {
      return method.getName().equals(other.getName())
          && Arrays.equals(method.getParameterTypes(), other.getParameterTypes())
          && arguments.equals(Arrays.asList(otherArguments));
    }

    @Override
    public String toString() {
      return method.getName() + arguments;
    }
  }

  private ForwardingAssert() {}

  /**
   * Calls each method of {@code type}, defaults included, each on a wrapper of its own.
   *
   * @param wrapper builds a wrapper over a delegate that only records; calls made while building do
   *     not count
   * @param exempt names of the methods that do something else; all overloads are left out
   * @throws AssertionError if methods behave otherwise; it names all that do
   * @throws IllegalArgumentException if {@code exempt} has a name that {@code type} has not
   */
  public static <T> void assertForwards(
      Class<T> type, Function<? super T, ? extends T> wrapper, Set<String> exempt) {
    List<Method> methods =
        Stream.of(type.getMethods()).filter(m -> !Modifier.isStatic(m.getModifiers())).toList();
    for (String name : exempt) {
      if (methods.stream().noneMatch(method -> method.getName().equals(name))) {
        throw new IllegalArgumentException(type.getName() + " has no method " + name);
      }
    }
    List<String> failures =
        methods.stream()
            .filter(method -> !exempt.contains(method.getName()))
            .flatMap(method -> failure(type, wrapper, method).stream())
            .sorted()
            .toList();
    if (!failures.isEmpty()) {
      throw new AssertionError("Not forwarded:\n  " + String.join("\n  ", failures));
    }
  }

  private static <T> Optional<String> failure(
      Class<T> type, Function<? super T, ? extends T> wrapper, Method method) {
    List<Call> calls = new ArrayList<>();
    T wrapped = wrapper.apply(recorder(type, calls));
    calls.clear();
    @Nullable Object[] arguments = new Object[method.getParameterCount()];
    Arrays.setAll(arguments, i -> Samples.of(method.getParameterTypes()[i], i + 1));
    Object result;
    try {
      result = method.invoke(wrapped, arguments);
    } catch (InvocationTargetException e) {
      return Optional.of(method + " threw " + e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(type + " is not public", e);
    }
    if (calls.size() != 1 || !calls.get(0).isThat(method, arguments)) {
      return Optional.of(method + " arrived as " + calls);
    }
    if (isPlain(method.getReturnType()) && !Objects.equals(result, answer(method))) {
      return Optional.of(method + " returned " + result + " for " + answer(method));
    }
    return Optional.empty();
  }

  private static <T> T recorder(Class<T> type, List<Call> calls) {
    return Samples.implement(
        type,
        (method, arguments) -> {
          calls.add(new Call(method, Arrays.asList(arguments)));
          return answer(method);
        });
  }

  private static @Nullable Object answer(Method method) {
    return Samples.of(method.getReturnType(), 7);
  }

  /** Other results may be wrapped on their way back. */
  private static boolean isPlain(Class<?> type) {
    return type.isPrimitive() || type == String.class;
  }
}
