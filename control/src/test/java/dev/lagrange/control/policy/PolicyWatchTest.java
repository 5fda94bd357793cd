package dev.lagrange.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyWatchTest {

  private static final String WEAK = "rules:\n  - level: weak\n";
  private static final String STRONG = "rules:\n  - level: strong\n";
  private static final String BAD = "rules:\n  - level: stong\n";

  @TempDir Path folder;

  private final List<Policy> inForce = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final RoutingListener listener =
      new RoutingListener() {
        @Override
        public void policyChanged() {
          events.add("changed");
        }

        @Override
        public void policyRefused(String problems) {
          events.add(problems);
        }
      };
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = Files.writeString(folder.resolve("policy.yaml"), WEAK);
  }

  @Test
  void changedFileIsTakenOnce() throws IOException {
    try (PolicyWatch watch = start()) {
      assertThat(levels()).containsExactly("weak");
      Files.writeString(path, STRONG);
      assertThat(watch.check()).isTrue();
      assertThat(watch.check()).isFalse();
      assertThat(levels()).containsExactly("weak", "strong");
      assertThat(events).containsExactly("changed");
    }
  }

  @Test
  void changeThatKeepsSizeAndTimeIsSeen() throws IOException {
    Files.writeString(path, "rules: [{level: weak, users: a}]");
    try (PolicyWatch watch = start()) {
      var time = Files.getLastModifiedTime(path);
      Files.writeString(path, "rules: [{level: weak, users: b}]");
      Files.setLastModifiedTime(path, time);
      assertThat(watch.check()).isTrue();
    }
  }

  @Test
  void badVersionKeepsTheOneBeforeAndIsToldOfOnce() throws IOException {
    try (PolicyWatch watch = start()) {
      Files.writeString(path, BAD);
      assertThat(watch.check()).isFalse();
      assertThat(watch.check()).isFalse();
      assertThat(levels()).containsExactly("weak");
      assertThat(events).singleElement().asString().contains("line 2: 'stong' is not a level");
      Files.writeString(path, STRONG);
      assertThat(watch.check()).isTrue();
      assertThat(levels()).containsExactly("weak", "strong");
    }
  }

  @Test
  void deletedOrEmptiedFileKeepsThePolicy() throws IOException {
    try (PolicyWatch watch = start()) {
      Files.writeString(path, "");
      assertThat(watch.check()).isFalse();
      Files.delete(path);
      assertThat(watch.check()).isFalse();
      assertThat(watch.check()).isFalse();
      assertThat(events).hasSize(2);
      assertThat(events.get(0)).contains("it is empty");
      assertThat(events.get(1)).contains("there is nothing at that place");
      Files.writeString(path, STRONG);
      assertThat(watch.check()).isTrue();
      assertThat(levels()).containsExactly("weak", "strong");
    }
  }

  @Test
  void fileReplacedByRenamingIsTaken() throws IOException {
    try (PolicyWatch watch = start()) {
      Path next = Files.writeString(folder.resolve("next.yaml"), STRONG);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
      assertThat(watch.check()).isTrue();
    }
  }

  @Test
  void badPolicyIsRefusedAtTheStart() throws IOException {
    Files.writeString(path, BAD);
    assertThatIllegalArgumentException()
        .isThrownBy(this::start)
        .withMessageContaining("line 2: 'stong'");
    assertThat(inForce).isEmpty();
  }

  @Test
  void threadIsADaemonThatEndsOnClose() {
    try (PolicyWatch watch =
        PolicyWatch.start(PolicyFile.at("file:" + path), listener, inForce::add)) {
      assertThat(watch.check()).isFalse();
      assertThat(threads()).singleElement().extracting(Thread::isDaemon).isEqualTo(true);
    }
    for (Thread thread : threads()) {
      joined(thread);
    }
    assertThat(threads()).isEmpty();
    // what cannot change is not watched
    try (PolicyWatch watch =
        PolicyWatch.start(
            PolicyFile.at("classpath:dev/lagrange/control/policy/on-class-path.yaml"),
            listener,
            inForce::add)) {
      assertThat(watch.check()).isFalse();
      assertThat(threads()).isEmpty();
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lagrange-policy"))
        .toList();
  }

  private PolicyWatch start() {
    return new PolicyWatch(PolicyFile.at("file:" + path), listener, inForce::add);
  }

  private List<String> levels() {
    return inForce.stream().map(policy -> policy.rules().get(0).level().toString()).toList();
  }
}
