package dev.lagrange.cli.explain;

import dev.lagrange.cli.ConsistencyConverter;
import dev.lagrange.cli.Terminals;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.sql.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lagrange explain}. */
@Command(
    name = "explain",
    description = {
      "Says where statements would go at each level, and why, without running them.",
      "The statements are the arguments, or else the lines of standard input."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "whose SQL it is: postgresql (default) or mysql",
      defaultValue = "postgresql")
  private Dialect engine;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "the level that --json tells of, unless the policy sets one: strong, bounded(5s), eventual"
              + " (default; with --url, the URL's) or weak; a hint in a statement, such as /*+"
              + " consistency(weak) */, wins over it",
      converter = ConsistencyConverter.class)
  private @Nullable Consistency level;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "a policy: file:…, classpath:… or a URL; its rules decide the levels")
  private @Nullable String policy;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "the database user that the policy's rules are asked about",
      defaultValue = "")
  private String user;

  @Option(
      names = "--application",
      paramLabel = "NAME",
      description = "the application name that the policy's rules are asked about",
      defaultValue = "")
  private String application;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "the driver's URL (jdbc:lagrange:postgresql://…): asks the server's catalog what tables,"
              + " views and functions are, and takes policy and level from the URL's options")
  private @Nullable String url;

  @Option(
      names = "--json",
      description = "print one JSON object a line: kind, target (replica or primary), reason, …")
  private boolean json;

  @Option(
      names = "--jsonl",
      description =
          "read one JSON object a line and take the statement from its field \"sql\"; with --json,"
              + " its other fields are printed again")
  private boolean jsonLines;

  @Parameters(paramLabel = "SQL", description = "the statements, one an argument")
  private List<String> given = new ArrayList<>();

  /** For picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() throws IOException {
    if (jsonLines && !given.isEmpty()) {
      throw refused("--jsonl reads standard input: leave out the statements, or --jsonl");
    }
    try (Knowledge knowledge = knowledge()) {
      if (given.isEmpty()) {
        explainInput(knowledge);
      } else {
        given.forEach(sql -> explain(knowledge, Statements.Input.of(sql)));
      }
    }
    out().flush();
    return CommandLine.ExitCode.OK;
  }

  private Knowledge knowledge() {
    try {
      return url == null
          ? Knowledge.offline(
              engine, policy, new Client(user, application, List.of(user, "public")), level)
          : Knowledge.of(url, policy, level);
    } catch (IllegalArgumentException | SQLException problem) {
      throw refused(problem.getMessage());
    }
  }

  private void explainInput(Knowledge knowledge) throws IOException {
    if (Terminals.isInput()) {
      spec.commandLine().getErr().println("Type a statement a line; end with Ctrl-D.");
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Statements statements = new Statements(lines, jsonLines);
    try {
      for (var input = statements.next(); input != null; input = statements.next()) {
        explain(knowledge, input);
      }
    } catch (IllegalArgumentException notAStatement) {
      throw refused(notAStatement.getMessage());
    }
  }

  private void explain(Knowledge knowledge, Statements.Input input) {
    Explanation explanation = Explanation.of(input.sql(), knowledge);
    out()
        .println(
            json
                ? ExplanationJson.print(explanation, input.fields())
                : ExplanationText.print(explanation));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private CommandLine.ParameterException refused(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
