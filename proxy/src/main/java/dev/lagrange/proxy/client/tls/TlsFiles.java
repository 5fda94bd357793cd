package dev.lagrange.proxy.client.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lagrange.proxy.tls.KeyPermissions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the proxy's end of TLS comes from: files in PEM form.
 *
 * @param certificate the proxy's, and behind it those that lead to the root
 * @param key its private key
 * @param authorities the certificates of who signs those of clients; null if none are asked for
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path authorities) {

  private static final int MOST_BYTES = 1 << 20;

  /**
   * What the files hold.
   *
   * @param authorities empty if there is no such file
   */
  record Content(String certificate, String key, String authorities) {

    /** Nothing of the key. */
    @Override
    public String toString() {
      return "Content of " + certificate.length() + " bytes of certificates";
    }
  }

  /** Reads them, of one moment or of several. Blocks. */
  Content read() {
    String problem = KeyPermissions.problem(key);
    if (problem != null) {
      throw refused("key", key, problem);
    }
    return new Content(
        text("certificate", certificate),
        text("key", key),
        authorities == null ? "" : text("authorities'", authorities));
  }

  private static String text(String what, Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw refused(what, file, "is longer than 1 MiB: name a file in PEM form");
      }
      return new String(bytes, ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw refused(what, file, "is not there: name a file in PEM form");
    } catch (IOException e) {
      throw refused(what, file, "cannot be read: " + e + "; let the proxy's user read it");
    }
  }

  static IllegalArgumentException refused(String what, Path file, String why) {
    return new IllegalArgumentException("The TLS " + what + " file '" + file + "' " + why);
  }
}
