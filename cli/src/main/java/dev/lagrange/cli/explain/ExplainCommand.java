package dev.lagrange.cli.explain;

import dev.lagrange.cli.ConsistencyConverter;
import dev.lagrange.cli.Terminals;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
          "the level for --json: strong, bounded(5s), eventual (default) or weak; a hint in a"
              + " statement, such as /*+ consistency(weak) */, wins over it",
      converter = ConsistencyConverter.class,
      defaultValue = "eventual")
  private Consistency level;

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
    Classifier classifier = new Classifier(engine, 1);
    if (given.isEmpty()) {
      explainInput(classifier);
    } else {
      given.forEach(sql -> explain(classifier, Statements.Input.of(sql)));
    }
    out().flush();
    return CommandLine.ExitCode.OK;
  }

  private void explainInput(Classifier classifier) throws IOException {
    if (Terminals.isInput()) {
      spec.commandLine().getErr().println("Type a statement a line; end with Ctrl-D.");
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Statements statements = new Statements(lines, jsonLines);
    try {
      for (var input = statements.next(); input != null; input = statements.next()) {
        explain(classifier, input);
      }
    } catch (IllegalArgumentException notAStatement) {
      throw refused(notAStatement.getMessage());
    }
  }

  private void explain(Classifier classifier, Statements.Input input) {
    Explanation explanation = Explanation.of(input.sql(), classifier.classify(input.sql()), level);
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
