package dev.lagrange.routing.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "options.md");

  @Test
  void pageIsWhatTheTableRenders() throws IOException {
    if (Boolean.getBoolean("lagrange.docs.write")) {
      Files.writeString(PAGE, OptionReference.render());
    }
    assertThat(PAGE)
        .as("run this test with -Dlagrange.docs.write=true to write the page anew")
        .hasContent(OptionReference.render());
  }

  @Test
  void everyOptionHasOneRow() {
    assertThat(OptionReference.render().lines().filter(line -> line.startsWith("| `")))
        .hasSameSizeAs(OptionTable.all());
  }
}
