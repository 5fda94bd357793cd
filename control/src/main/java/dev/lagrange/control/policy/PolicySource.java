package dev.lagrange.control.policy;

import dev.lagrange.control.yaml.Yaml;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a policy is: {@code file:} and a path or the rest of a URL, {@code classpath:} and the name
 * of a resource, or any other URL that this JVM opens. What has no scheme is a path.
 */
abstract class PolicySource {

  private static final int TIMEOUT_MILLIS = 5_000;

  // one letter is a drive
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /**
   * Understands a location.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static PolicySource of(String location) {
    if (location.startsWith("classpath:")) {
      return new OnClassPath(location.substring("classpath:".length()));
    }
    if (location.startsWith("file:") || !SCHEME.matcher(location).matches()) {
      return new OnDisk(path(location));
    }
    try {
      return new Elsewhere(new URI(location).toURL());
    } catch (java.net.URISyntaxException | java.net.MalformedURLException e) {
      throw notALocation(e);
    }
  }

  /** A location that is relative to a folder instead of the working directory. */
  static String from(Path folder, String location) {
    boolean onDisk = location.startsWith("file:") || !SCHEME.matcher(location).matches();
    return onDisk ? folder.resolve(path(location)).toString() : location;
  }

  private static Path path(String location) {
    try {
      return location.startsWith("file:/")
          ? Path.of(URI.create(location.replace(" ", "%20")))
          : Path.of(location.startsWith("file:") ? location.substring(5) : location);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw notALocation(e);
    }
  }

  private static IllegalArgumentException notALocation(Exception e) {
    return new IllegalArgumentException(
        "it is at no location that can be opened ("
            + e.getMessage()
            + "): write file:/path, classpath:name or a URL",
        e);
  }

  /** Whether it may change while it is in use. */
  abstract boolean mayChange();

  abstract InputStream open() throws IOException;

  /**
   * Its bytes. Blocks.
   *
   * @throws IllegalArgumentException if it cannot be read, or is larger than any policy
   */
  final byte[] read() {
    try (InputStream in = open()) {
      byte[] bytes = in.readNBytes(Yaml.MOST_BYTES + 1);
      if (bytes.length > Yaml.MOST_BYTES) {
        throw new IllegalArgumentException(
            "it has more than " + Yaml.MOST_BYTES / 1024 + " KiB: is it the right file?");
      }
      return bytes;
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new IllegalArgumentException("there is nothing at that place: correct 'policy'", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read: " + e, e);
    }
  }

  private static final class OnDisk extends PolicySource {
    private final Path path;

    OnDisk(Path path) {
      this.path = path;
    }

    @Override
    boolean mayChange() {
      return true;
    }

    @Override
    InputStream open() throws IOException {
      // a pipe would have the opening block
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new IOException("it is no regular file");
      }
      return Files.newInputStream(path);
    }
  }

  private static final class OnClassPath extends PolicySource {
    private final String name;

    OnClassPath(String name) {
      this.name = name.startsWith("/") ? name.substring(1) : name;
    }

    @Override
    boolean mayChange() {
      return false;
    }

    @Override
    InputStream open() throws IOException {
      ClassLoader application = Thread.currentThread().getContextClassLoader();
      InputStream in = application == null ? null : application.getResourceAsStream(name);
      if (in == null) {
        in = PolicySource.class.getClassLoader().getResourceAsStream(name);
      }
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return in;
    }
  }

  private static final class Elsewhere extends PolicySource {
    private final URL url;

    Elsewhere(URL url) {
      this.url = url;
    }

    @Override
    boolean mayChange() {
      return false;
    }

    @Override
    InputStream open() throws IOException {
      URLConnection connection = url.openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      return connection.getInputStream();
    }
  }
}
