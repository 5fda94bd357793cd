package dev.lagrange.cli.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, whose collector is the serial one. */
final class JavaHeap {

  private static final Pattern GENERATION =
      Pattern.compile("generation +total \\d+K, used (\\d+)K");

  private JavaHeap() {}

  /** In KiB, what is left of it once it has been collected. Blocks. */
  static long live(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    String said = jcmd(pid, "GC.heap_info");
    Matcher generation = GENERATION.matcher(said);
    long used = 0;
    int generations = 0;
    while (generation.find()) {
      used += Long.parseLong(generation.group(1));
      generations++;
    }
    if (generations != 2) {
      throw new IOException("two generations are expected in: " + said);
    }
    return used;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + command + " failed: " + said);
    }
    return said;
  }
}
