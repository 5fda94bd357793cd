package dev.lagrange.proxy.conversation;

import dev.lagrange.testbed.PostgresCluster;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * With what a client presents itself: the password, the version of the protocol (3.0 is {@code 3 <<
 * 16}) and the parameters of the start-up packet, as names and values in turn, so that one may
 * stand there twice. Immutable.
 */
public record Login(String password, int version, List<String> parameters) {
  public static final int VERSION_3_0 = 3 << 16;
  public static final int VERSION_3_2 = VERSION_3_0 + 2;

  /** The application of the cluster. */
  public static Login ofApp() {
    return of(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD, PostgresCluster.DATABASE);
  }

  public static Login of(String user, String password, String database) {
    return new Login(password, VERSION_3_0, List.of("user", user, "database", database));
  }

  /** The same with more parameters. */
  public Login with(String... more) {
    return new Login(
        password, version, Stream.concat(parameters.stream(), Arrays.stream(more)).toList());
  }

  public Login withVersion(int other) {
    return new Login(password, other, parameters);
  }

  public Login withPassword(String other) {
    return new Login(other, version, parameters);
  }

  /** The value of the parameter, the last one if it is there twice; empty if it is not there. */
  public String parameter(String name) {
    String value = "";
    for (int i = 0; i + 1 < parameters.size(); i += 2) {
      if (parameters.get(i).equals(name)) {
        value = parameters.get(i + 1);
      }
    }
    return value;
  }
}
