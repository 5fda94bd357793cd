package dev.lagrange.codegen;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Sources compiled with the processor, all warnings on; those of the package {@code sample}. */
record Compilation(Path output, List<Diagnostic<? extends JavaFileObject>> diagnostics) {

  private static final String HEADER =
      """
      package sample;
      import dev.lagrange.codegen.Delegating;
      import java.sql.*;
      import java.util.*;
      """;

  /** Compiles {@code types}, each the text of one top-level type without package and imports. */
  static Compilation of(Path output, String... types) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-Xlint:all,-processing", "-Werror", "-d", output.toString(), "-s", output.toString());
    JavaCompiler.CompilationTask task =
        compiler.getTask(
            null, null, diagnostics, options, null, Stream.of(types).map(Source::new).toList());
    task.setLocale(Locale.ROOT);
    task.setProcessors(List.of(new DelegatingProcessor()));
    boolean succeeded = task.call();
    if (succeeded != diagnostics.getDiagnostics().isEmpty()) {
      throw new AssertionError(succeeded + " " + diagnostics.getDiagnostics());
    }
    return new Compilation(output, diagnostics.getDiagnostics());
  }

  String messages() {
    return diagnostics.stream()
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .collect(joining("\n"));
  }

  /** Loads a class that the sources or the processor defined. */
  Class<?> load(String name) {
    if (!diagnostics.isEmpty()) {
      throw new AssertionError(messages());
    }
    try {
      URL[] path = {output.toUri().toURL()};
      // Not closed: the class goes on to load what it needs.
      @SuppressWarnings("resource")
      URLClassLoader loader = new URLClassLoader(path, Compilation.class.getClassLoader());
      return loader.loadClass("sample." + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Calls {@code static Object run()} of the class {@code Main}. */
  Object run() throws ReflectiveOperationException {
    return load("Main").getMethod("run").invoke(null);
  }

  String generated(String name) {
    try {
      return Files.readString(output.resolve("sample").resolve(name + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String type) {
      super(URI.create("string:///sample/" + nameOf(type) + ".java"), Kind.SOURCE);
      this.text = HEADER + type;
    }

    private static String nameOf(String type) {
      return type.replaceFirst("(?s).*?\\b(?:class|interface|record)\\s+(\\w+).*", "$1");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
