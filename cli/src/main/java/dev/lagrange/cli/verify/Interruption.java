package dev.lagrange.cli.verify;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What Ctrl-C does while it is open, and what SIGTERM does: the first has the run end in an orderly
 * way, the second ends the process as usual, and the third kills it. Thread-safe.
 */
final class Interruption implements AutoCloseable {

  /** What a shell adds to a signal's number. */
  private static final int KILLED = 128;

  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private final Consumer<String> first;
  private final Map<Object, Object> before = new LinkedHashMap<>();
  private int count;
  private volatile int exitCode;

  private Interruption(Consumer<String> first) {
    this.first = first;
  }

  /**
   * Takes care of the signals until it is closed. Where the JVM has no such thing, they do what
   * they always do.
   *
   * @param first is told the name of the first signal, and must not block
   */
  static Interruption handle(Consumer<String> first) {
    Interruption interruption = new Interruption(first);
    interruption.handle("INT");
    interruption.handle("TERM");
    return interruption;
  }

  /** What a process ends with that ends because of a signal; 0 if there was none. */
  int exitCode() {
    return exitCode;
  }

  // by reflection: javac warns of the package, and no annotation silences it
  private void handle(String name) {
    try {
      Object signal = Class.forName(SIGNAL).getConstructor(String.class).newInstance(name);
      int number = (int) Class.forName(SIGNAL).getMethod("getNumber").invoke(signal);
      Class<?> handler = Class.forName(HANDLER);
      InvocationHandler told = (proxy, method, arguments) -> answer(method.getName(), name, number);
      Object ours =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, told);
      before.put(signal, replace(signal, ours));
    } catch (ReflectiveOperationException e) {
      // another JVM, or one that leaves signals to somebody else
    }
  }

  private static Object replace(Object signal, Object handler) throws ReflectiveOperationException {
    return Class.forName(SIGNAL)
        .getMethod("handle", Class.forName(SIGNAL), Class.forName(HANDLER))
        .invoke(null, signal, handler);
  }

  private Object answer(String method, String name, int number) {
    switch (method) {
      case "handle" -> signalled(name, number);
      case "hashCode" -> {
        return System.identityHashCode(this);
      }
      default -> {
        return "the run's end";
      }
    }
    return 0;
  }

  private void signalled(String name, int number) {
    int turn;
    synchronized (this) {
      turn = ++count;
      exitCode = KILLED + number;
    }
    if (turn == 1) {
      first.accept("SIG" + name);
    } else if (turn == 2) {
      System.exit(exitCode);
    } else {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** Has the signals do again what they did before. */
  @Override
  public void close() {
    before.forEach(
        (signal, handler) -> {
          try {
            replace(signal, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A handler that was there cannot be put back", e);
          }
        });
  }
}
