package dev.lagrange.springboot;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.view.RedirectView;

/** An application with one number, which knows nothing of Lagrange. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(RegisterApplication.Register.class)
class RegisterApplication {

  static ConfigurableApplicationContext start(String url, String... properties) {
    return new SpringApplicationBuilder(RegisterApplication.class)
        .properties(
            "server.port=0",
            "server.address=127.0.0.1",
            "spring.datasource.url=" + url,
            "spring.datasource.driver-class-name=dev.lagrange.driver.LagrangeDriver",
            "spring.datasource.hikari.maximum-pool-size=4",
            "spring.main.banner-mode=off",
            "spring.main.log-startup-info=false")
        .properties(properties)
        .run();
  }

  /** What it does with the number, in the ways in which a response can be made. */
  @RestController
  static class Register {

    static final String READ = "SELECT value || '@' || current_setting('cluster_name') FROM number";
    private static final String WRITE = "UPDATE number SET value = value + 1 RETURNING value";
    private static final int LARGE = 100_000;

    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final JdbcClient jdbc;

    Register(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @GetMapping("/read")
    String read() {
      return jdbc.sql(READ).query(String.class).single();
    }

    @GetMapping("/nothing")
    String nothing() {
      return "nothing";
    }

    @GetMapping("/slow")
    String slow() throws InterruptedException {
      String seen = read();
      reached.countDown();
      mayAnswer.await();
      return seen;
    }

    @GetMapping("/thread")
    String thread() {
      return Thread.currentThread().toString();
    }

    @PostMapping("/slow")
    String slowWrite() throws InterruptedException {
      String value = write();
      reached.countDown();
      mayAnswer.await();
      return value;
    }

    @PostMapping("/write")
    String write() {
      return jdbc.sql(WRITE).query(String.class).single();
    }

    @PostMapping("/form")
    RedirectView form() {
      write();
      return new RedirectView("/read");
    }

    @PostMapping("/flushed")
    void flushed(HttpServletResponse response) throws IOException {
      response.setContentType("text/plain");
      response.getOutputStream().print("written: ");
      response.getOutputStream().print(write());
      response.flushBuffer();
      response.getOutputStream().print("; and more");
    }

    @PostMapping("/large")
    void large(HttpServletResponse response) throws IOException {
      String value = write();
      byte[] bytes = value.repeat(LARGE / value.length()).getBytes(StandardCharsets.US_ASCII);
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    }

    @PostMapping("/characters")
    void characters(HttpServletResponse response) throws IOException {
      response.setContentType("text/plain;charset=UTF-8");
      response.getWriter().append("geschrieben für Sie: ").append(write()).flush();
      response.getWriter().append(" €");
    }

    @PostMapping("/thrown")
    String thrown() {
      throw new IllegalStateException("after " + write());
    }

    @PostMapping("/refused")
    void refused(HttpServletResponse response) throws IOException {
      write();
      response.sendError(HttpServletResponse.SC_CONFLICT);
    }

    @PostMapping("/callable")
    Callable<String> callable() {
      return this::write;
    }

    @PostMapping("/deferred")
    DeferredResult<String> deferred() {
      DeferredResult<String> result = new DeferredResult<>();
      Thread other = new Thread(() -> result.setResult(write()), "deferred");
      other.setDaemon(true);
      other.start();
      return result;
    }

    @PostMapping("/streamed")
    ResponseEntity<StreamingResponseBody> streamed() {
      return ResponseEntity.ok(
          out -> {
            for (int row = 0; row < 3; row++) {
              out.write(write().getBytes(StandardCharsets.US_ASCII));
              out.flush();
            }
          });
    }
  }
}
