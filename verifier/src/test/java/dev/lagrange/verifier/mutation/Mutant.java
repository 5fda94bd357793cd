package dev.lagrange.verifier.mutation;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles changed sources. The classes go first on a class path, before those they replace. */
final class Mutant {

  private static final String SOURCES = "src/main/java/";

  private Mutant() {}

  /**
   * Compiles what a mutation changes.
   *
   * @throws IllegalStateException if an edit has no place, or if what it makes does not compile
   */
  static void compile(Mutation mutation, Path into) throws IOException {
    Map<String, String> changed = new LinkedHashMap<>();
    for (Edit edit : mutation.edits()) {
      String before = changed.containsKey(edit.file()) ? changed.get(edit.file()) : source(edit);
      changed.put(edit.file(), edit.applyTo(before));
    }
    compile(changed, into);
  }

  /** Compiles the same sources unchanged: the control. */
  static void compileUnchanged(List<Mutation> mutations, Path into) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutation mutation : mutations) {
      mutation.edits().forEach(edit -> sources.computeIfAbsent(edit.file(), file -> source(edit)));
    }
    compile(sources, into);
  }

  private static String source(Edit edit) {
    try {
      return Edit.source(edit.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Map<String, String> sources, Path into) throws IOException {
    Files.createDirectories(into);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((file, text) -> files.add(new Source(file, text)));
    StringWriter messages = new StringWriter();
    // Subclasses that a processor wrote are on the class path already.
    List<String> options =
        List.of(
            "-proc:none",
            "-implicit:none",
            "--release",
            "17",
            "-Xlint:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            into.toString());
    if (!compiler.getTask(messages, null, null, options, null, files).call()) {
      throw new IllegalStateException(
          "A mutant of " + sources.keySet() + " does not compile: " + messages);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + nameOf(file)), Kind.SOURCE);
      this.text = text;
    }

    private static String nameOf(String file) {
      return file.substring(file.indexOf(SOURCES) + SOURCES.length());
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
