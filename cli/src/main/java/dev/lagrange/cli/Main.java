package dev.lagrange.cli;

import dev.lagrange.cli.bench.BenchCommand;
import dev.lagrange.cli.demo.DemoCommand;
import dev.lagrange.cli.explain.ExplainCommand;
import dev.lagrange.cli.proxy.ProxyCommand;
import dev.lagrange.cli.verify.VerifyCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code lagrange} command: its subcommands do the work. */
@Command(
    name = "lagrange",
    description = "Tunable consistency for clusters of one primary and several replicas.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ProxyCommand.class,
      ExplainCommand.class,
      VerifyCommand.class,
      BenchCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(utf8(FileDescriptor.out), utf8(FileDescriptor.err)).execute(arguments));
  }

  /** The command, writing to where it is told. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    OutputStream stream = new FileOutputStream(descriptor);
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int refuse(CommandLine.ParameterException refused, String[] arguments) {
    CommandLine command = refused.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + refused.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(refused, command.getErr())) {
      command.getErr().println("'" + name + " --help' lists what there is.");
    }
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    String name = command.getCommandSpec().qualifiedName();
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    command.getErr().println(name + ": " + message);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
