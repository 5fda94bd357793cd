package dev.lagrange.shaded;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar, with nothing beside it but the JDK. */
final class SingleJarIT {

  private static final Path JAR = Path.of(System.getProperty("lagrange.jar"));

  private static URLClassLoader alone() throws IOException {
    return new URLClassLoader(
        new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static List<String> names() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return new String(
          jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void classesAreOursOrOfPgjdbc() throws IOException {
    assertThat(names())
        .filteredOn(name -> name.endsWith(".class"))
        .contains("org/postgresql/PGConnection.class", "dev/lagrange/shaded/slf4j/Logger.class")
        .allMatch(
            name ->
                name.matches("(META-INF/versions/\\d+/)?(dev/lagrange|org/postgresql)/.*\\.class"));
  }

  @Test
  void servicesAreTheTwoDriversAndOurVendors() throws IOException {
    assertThat(names())
        .filteredOn(name -> name.matches("META-INF/services/.+"))
        .containsExactlyInAnyOrder(
            "META-INF/services/java.sql.Driver", "META-INF/services/dev.lagrange.control.Vendor");
    assertThat(text("META-INF/services/java.sql.Driver").lines())
        .containsExactlyInAnyOrder("dev.lagrange.driver.LagrangeDriver", "org.postgresql.Driver");
  }

  @Test
  void applicationReadsWritesAndUnwrapsByThisJarAlone(@TempDir Path folder) throws Exception {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, "rules:\n  - tables: audited\n    level: strong\n");
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        URLClassLoader alone = alone();
        Connection connection = connect(alone, cluster.driverUrl() + "&policy=" + policy.toUri())) {
      execute(connection, "CREATE TABLE t (v text)");
      execute(connection, "CREATE TABLE audited (v text)");
      execute(connection, "INSERT INTO t VALUES ('written')");
      assertThat(value(connection, "SELECT v FROM t")).isEqualTo("written");
      Await.until(
          "a replica to serve the read",
          Await.PATIENCE,
          () ->
              value(connection, "SELECT v FROM t").equals("written")
                  && value(connection, "SHOW lagrange.route").startsWith("replica"));
      assertThat(value(connection, "SELECT count(*) FROM audited")).isEqualTo("0");
      assertThat(value(connection, "SHOW lagrange.route")).startsWith("primary");
      Class<?> type = Class.forName("org.postgresql.PGConnection", true, alone);
      assertThat(connection.unwrap(type)).isInstanceOf(type);
    }
  }

  private static Connection connect(ClassLoader loader, String url) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      if (driver.getClass().getClassLoader() == loader && driver.acceptsURL(url)) {
        return driver.connect(url, new Properties());
      }
    }
    throw new AssertionError("no driver of the jar accepts " + url);
  }
}
