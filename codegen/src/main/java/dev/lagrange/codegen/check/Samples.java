package dev.lagrange.codegen.check;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Values of any type, told apart by a number where the type allows it. */
final class Samples {

  /** The body of all methods of an interface, except those of {@link Object}. */
  interface Body {
    @Nullable Object call(Method method, @Nullable Object[] arguments);
  }

  private static final @Nullable Object[] NONE = {};

  private Samples() {}

  /** Returns null for what is neither a primitive, a string, an array, nor an interface. */
  static @Nullable Object of(Class<?> type, int number) {
    if (type == String.class) {
      return "sample " + number;
    }
    if (type == Class.class) {
      return Object.class;
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), number);
    }
    if (type.isInterface()) {
      return implement(type, (method, arguments) -> of(method.getReturnType(), number));
    }
    return type.isPrimitive() ? primitive(type, number) : null;
  }

  private static @Nullable Object primitive(Class<?> type, int number) {
    return switch (type.getName()) {
      case "boolean" -> true;
      case "byte" -> (byte) number;
      case "short" -> (short) number;
      case "int" -> number;
      case "long" -> (long) number;
      case "float" -> (float) number;
      case "double" -> (double) number;
      case "char" -> (char) number;
      default -> null; // void
    };
  }

  static <T> T implement(Class<T> type, Body body) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getDeclaringClass() == Object.class ? method.getName() : "") {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "a " + type.getSimpleName();
                  default -> body.call(method, arguments == null ? NONE : arguments);
                }));
  }
}
