package dev.lagrange.proxy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.ClientProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/** Two sessions of psql, with simple and with extended queries. */
final class PsqlPromiseIT extends PromiseContract {

  @BeforeAll
  static void findPsql() {
    assumeTrue(ClientProgram.PSQL.isFound(), ClientProgram.PSQL::notFound);
  }

  /** How a statement is ended. */
  @Override
  Stream<String> ways() {
    return Stream.of(";", "\\bind \\g");
  }

  @Override
  Client connect(ProxyOn proxy, String way) throws IOException {
    Process psql =
        ClientProgram.PSQL.command(proxy.port(), "-XqAt").redirectErrorStream(true).start();
    Writer toPsql = psql.outputWriter(UTF_8);
    BufferedReader fromPsql = psql.inputReader(UTF_8);
    return new Client() {
      private String answer(String sql) throws IOException {
        toPsql.write(sql + " " + way + "\n");
        toPsql.flush();
        return String.valueOf(fromPsql.readLine());
      }

      @Override
      public void write(int value) throws IOException {
        assertThat(answer(WRITE + value + " RETURNING 'written'")).isEqualTo("written");
      }

      @Override
      public Seen read() throws IOException {
        String[] columns = answer(READ).split("\\|", -1);
        return new Seen(Integer.parseInt(columns[0]), columns[1]);
      }

      @Override
      public void close() throws Exception {
        toPsql.close();
        psql.waitFor(10, TimeUnit.SECONDS);
        psql.destroyForcibly();
      }
    };
  }
}
