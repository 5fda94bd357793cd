package dev.lagrange.control;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a {@link FakeNode}: it can be closed, and knows which generation it belongs to.
 */
final class FakeConnection implements InvocationHandler {

  private final int generation;
  private volatile boolean closed;

  private FakeConnection(int generation) {
    this.generation = generation;
  }

  static Connection open(int generation) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new FakeConnection(generation));
  }

  static int generationOf(Connection connection) {
    return ((FakeConnection) Proxy.getInvocationHandler(connection)).generation;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "close", "abort" -> {
        closed = true;
        yield null;
      }
      case "isClosed" -> closed;
      case "isValid" -> !closed;
      case "setNetworkTimeout", "setAutoCommit" -> null;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> arguments != null && arguments[0] == proxy;
      case "toString" -> "connection of generation " + generation;
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }
}
