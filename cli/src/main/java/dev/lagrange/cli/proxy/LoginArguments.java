package dev.lagrange.cli.proxy;

import dev.lagrange.cli.DurationConverter;
import dev.lagrange.cli.DurationRange;
import dev.lagrange.proxy.users.AuthQuery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code lagrange proxy} is told of logins, besides the list of users and the method. */
public final class LoginArguments {

  // as for PostgreSQL's authentication_timeout
  private static final DurationRange TIMEOUTS =
      new DurationRange(Duration.ofSeconds(1), Duration.ofMinutes(10));

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--auth-query",
      paramLabel = "SQL",
      arity = "0..1",
      fallbackValue = AuthQuery.USUAL,
      description =
          "looks up on the primary, at each login, whom neither the URL nor --users names: it answers"
              + " the name $1 and the secret, as PgBouncer's auth_query (without SQL: all roles of"
              + " pg_authid that may log in)")
  private @Nullable String query;

  @Option(
      names = "--auth-user",
      paramLabel = "NAME",
      description =
          "who runs the auth query; the password is the one in --users or the URL (default: the URL's"
              + " monitorUser, or its user)")
  private @Nullable String user;

  @Option(
      names = "--login-timeout",
      paramLabel = "TIME",
      description =
          "how long a client may take to log in, TLS and the auth query included (default:"
              + " ${DEFAULT-VALUE})",
      converter = DurationConverter.class,
      defaultValue = "60s")
  private Duration timeout;

  /** For picocli. */
  public LoginArguments() {}

  /**
   * What looks users up; null if nothing does.
   *
   * @throws CommandLine.ParameterException if it cannot be one, or there is a user for none
   */
  @Nullable AuthQuery query() {
    if (query == null) {
      if (user != null) {
        throw refused("--auth-user needs --auth-query: give it, or leave --auth-user out");
      }
      return null;
    }
    try {
      return new AuthQuery(query, user, AuthQuery.LIMIT);
    } catch (IllegalArgumentException e) {
      throw refused("--auth-query: " + e.getMessage());
    }
  }

  /**
   * How long a login may take.
   *
   * @throws CommandLine.ParameterException if that is too short or too long
   */
  Duration timeout() {
    String problem = TIMEOUTS.problem("--login-timeout", timeout);
    if (problem != null) {
      throw refused(problem);
    }
    return timeout;
  }

  private CommandLine.ParameterException refused(String problem) {
    return new CommandLine.ParameterException(spec.commandLine(), problem);
  }
}
