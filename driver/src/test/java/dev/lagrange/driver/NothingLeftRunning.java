package dev.lagrange.driver;

import dev.lagrange.testbed.Await;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each class of tests: no thread of the driver is left that the class started, so a data
 * source or a connection that is not closed fails the class that opened it rather than one that
 * counts threads later. Found by JUnit through {@code META-INF/services}.
 */
public final class NothingLeftRunning implements AfterAllCallback {

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
      return; // a nested class, whose outer class closes what it opened
    }
    try {
      Await.until("the driver's threads to end", Await.PATIENCE, () -> left().isEmpty());
    } catch (IllegalStateException e) {
      Set<String> left = left();
      TOLD.addAll(left);
      throw new AssertionError(context.getDisplayName() + " left " + left, e);
    }
  }

  private static Set<String> left() {
    Set<String> left = new HashSet<>(BadInputIT.threadsOf("lagrange-"));
    left.removeAll(TOLD);
    return left;
  }
}
