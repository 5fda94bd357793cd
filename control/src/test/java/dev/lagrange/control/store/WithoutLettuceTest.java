package dev.lagrange.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.routing.token.TokenKey;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class WithoutLettuceTest {

  @Test
  void errorNamesWhatToAdd() throws Exception {
    URL[] path =
        Stream.of(RedisTokenStore.class, TokenKey.class, Logger.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    try (URLClassLoader bare = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Class<?> store = bare.loadClass(RedisTokenStore.class.getName());
      Class<?> key = bare.loadClass(TokenKey.class.getName());
      Duration second = Duration.ofSeconds(1);
      InvocationTargetException failure =
          catchThrowableOfType(
              InvocationTargetException.class,
              () ->
                  store
                      .getMethod("open", String.class, Duration.class, Duration.class, key)
                      .invoke(null, "redis://:sesame@a", second, second, null));
      assertThat(failure.getCause())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "A token store on Redis needs io.lettuce:lettuce-core on the class path: add it, or"
                  + " leave out 'tokenStore'");
    }
  }
}
