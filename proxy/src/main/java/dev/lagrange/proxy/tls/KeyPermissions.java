package dev.lagrange.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may read a private key, by the rule that PostgreSQL has for its own. */
public final class KeyPermissions {

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final int ROOT = 0;

  private KeyPermissions() {}

  /**
   * What is wrong with a key's file, and what to do about it; null if nothing is, files have no
   * such permissions, or there is no file. Blocks.
   */
  public static @Nullable String problem(Path key) {
    try {
      Set<PosixFilePermission> others = EnumSet.copyOf(OF_OTHERS);
      others.retainAll(Files.getPosixFilePermissions(key));
      Object owner = Files.getAttribute(key, "unix:uid");
      boolean ofRoot = owner.equals(ROOT);
      if (ofRoot) {
        others.remove(PosixFilePermission.GROUP_READ);
      }
      if (!others.isEmpty()) {
        return ofRoot
            ? "is open to others: give it permissions u=rw,g=r (0640) or less, as by chmod 640"
            : "is open to others: give it permissions u=rw (0600) or less, as by chmod 600";
      }
      return ofRoot || owner.equals(ownUser(owner))
          ? null
          : "belongs to another user: give it to the proxy's, or to root";
    } catch (UnsupportedOperationException | IOException e) {
      return null; // a file that is not there is told of by whoever reads it
    }
  }

  /** The user that the process runs as; the other one where that is not to be had. */
  private static Object ownUser(Object other) {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      return other;
    }
  }
}
