package dev.lagrange.codegen.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ForwardingAssertTest {

  /** What a wrapper may get wrong, one method each. */
  public interface Pair {
    int sum(int left, int right);

    String text(char[] chars);

    default void skip(Runnable task) {}

    List<String> list();
  }

  private static class Forwarding implements Pair {

    final Pair delegate;

    Forwarding(Pair delegate) {
      this.delegate = delegate;
    }

    @Override
    public int sum(int left, int right) {
      return delegate.sum(left, right);
    }

    @Override
    public String text(char[] chars) {
      return delegate.text(chars);
    }

    @Override
    public void skip(Runnable task) {
      delegate.skip(task);
    }

    @Override
    public List<String> list() {
      return Collections.unmodifiableList(delegate.list());
    }
  }

  @Test
  void acceptsWrapperThatForwardsAndWrapsObjects() {
    assertThatCode(() -> ForwardingAssert.assertForwards(Pair.class, Forwarding::new, Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void reportsSwappedArguments() {
    assertRejected(
        pair ->
            new Forwarding(pair) {
              @Override
              public int sum(int left, int right) {
                return delegate.sum(right, left);
              }
            },
        "sum(int,int) arrived as [sum[2, 1]]");
  }

  @Test
  void reportsCallThatArrivesTwice() {
    assertRejected(
        pair ->
            new Forwarding(pair) {
              @Override
              public int sum(int left, int right) {
                return delegate.sum(left, right) + delegate.sum(left, right);
              }
            },
        "sum(int,int) arrived as [sum[1, 2], sum[1, 2]]");
  }

  @Test
  void reportsCallThatNeverArrives() {
    assertRejected(
        pair ->
            new Forwarding(pair) {
              @Override
              public void skip(Runnable task) {}
            },
        "skip(java.lang.Runnable) arrived as []");
  }

  @Test
  void reportsChangedResult() {
    assertRejected(
        pair ->
            new Forwarding(pair) {
              @Override
              public String text(char[] chars) {
                return delegate.text(chars) + "!";
              }
            },
        "text(char[]) returned sample 7! for sample 7");
  }

  @Test
  void reportsException() {
    assertRejected(
        pair ->
            new Forwarding(pair) {
              @Override
              public List<String> list() {
                throw new IllegalStateException("closed");
              }
            },
        "list() threw java.lang.IllegalStateException: closed");
  }

  @Test
  void leavesOutExemptMethods() {
    assertThatCode(
            () ->
                ForwardingAssert.assertForwards(
                    Pair.class,
                    pair ->
                        new Forwarding(pair) {
                          @Override
                          public void skip(Runnable task) {}
                        },
                    Set.of("skip")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesExemptionOfNoMethod() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ForwardingAssert.assertForwards(Pair.class, Forwarding::new, Set.of("skips")))
        .withMessageContaining("has no method skips");
  }

  private static void assertRejected(UnaryOperator<Pair> wrapper, String message) {
    assertThatThrownBy(() -> ForwardingAssert.assertForwards(Pair.class, wrapper, Set.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message)
        .extracting(error -> error.getMessage().lines().count())
        .isEqualTo(2L);
  }
}
