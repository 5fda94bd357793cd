package dev.lagrange.control;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A connection to a {@link FakeNode}: it can be closed, and knows which start it belongs to. */
final class FakeConnection implements InvocationHandler {

  private final int start;
  private volatile boolean closed;

  private FakeConnection(int start) {
    this.start = start;
  }

  static Connection open(int start) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new FakeConnection(start));
  }

  static int startOf(Connection connection) {
    return ((FakeConnection) Proxy.getInvocationHandler(connection)).start;
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
      case "toString" -> "connection of start " + start;
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }
}
