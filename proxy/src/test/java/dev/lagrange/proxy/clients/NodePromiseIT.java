package dev.lagrange.proxy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.NodeJs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/** The two clients of Node.js: node-postgres and postgres.js. */
final class NodePromiseIT extends PromiseContract {

  private NodeJs node;

  @BeforeAll
  void install() throws IOException {
    node = NodePackages.installed();
  }

  /** How {@code promise.js} runs a statement. */
  @Override
  Stream<String> ways() {
    return Stream.of("pg-text", "pg-bound", "pg-named", "pg-pool", "postgres", "postgres-simple");
  }

  @Override
  Client connect(ProxyOn proxy, String way) throws IOException {
    Process script =
        node.command(proxy.port(), NodePackages.script("promise.js"), way)
            .redirectErrorStream(true)
            .start();
    Writer toScript = script.outputWriter(UTF_8);
    BufferedReader fromScript = script.inputReader(UTF_8);
    return new Client() {
      private String answer(String command) throws IOException {
        toScript.write(command + "\n");
        toScript.flush();
        return String.valueOf(fromScript.readLine());
      }

      @Override
      public void write(int value) throws IOException {
        assertThat(answer("write " + value)).isEqualTo("written");
      }

      @Override
      public Seen read() throws IOException {
        String answer = answer("read");
        assertThat(answer).matches("\\d+ \\S+");
        String[] columns = answer.split(" ", -1);
        return new Seen(Integer.parseInt(columns[0]), columns[1]);
      }

      @Override
      public void close() throws Exception {
        toScript.close();
        script.waitFor(10, TimeUnit.SECONDS);
        script.destroyForcibly();
      }
    };
  }
}
