package dev.lagrange.codegen;

import dev.lagrange.codegen.check.DelegatedMethods;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;

/**
 * Writes the subclass of each class marked {@link Delegating}, and the list of its merely delegated
 * methods. Confined to one compilation.
 */
@SupportedAnnotationTypes("dev.lagrange.codegen.Delegating")
public final class DelegatingProcessor extends AbstractProcessor {

  /** Creates the processor; for the compiler, which finds it as a service. */
  public DelegatingProcessor() {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement type :
        ElementFilter.typesIn(round.getElementsAnnotatedWith(Delegating.class))) {
      complete(type);
    }
    return false;
  }

  private void complete(TypeElement type) {
    if (type.getKind() != ElementKind.CLASS || !type.getModifiers().contains(Modifier.ABSTRACT)) {
      error(type, "must be an abstract class: its subclass is generated");
      return;
    }
    if (type.getNestingKind() != NestingKind.TOP_LEVEL) {
      error(type, "must be a top-level class: its subclass is generated beside it");
      return;
    }
    OpenClass open =
        new OpenClass(type, processingEnv.getElementUtils(), processingEnv.getTypeUtils());
    Optional<OpenClass.Method> delegate = open.delegate();
    if (delegate.isEmpty()) {
      error(type, "must have a non-private method delegate() that returns where to forward to");
      return;
    }
    write(type, new GeneratedClass(open, delegate.get()));
  }

  /** Writes also what has problems, so that the errors are those and not a missing class. */
  private void write(TypeElement type, GeneratedClass generated) {
    Filer filer = processingEnv.getFiler();
    String source = generated.source();
    generated.problems().forEach(problem -> error(type, problem));
    try {
      write(filer.createSourceFile(generated.qualifiedName(), type), source);
      write(
          filer.createResource(
              StandardLocation.CLASS_OUTPUT,
              "",
              DelegatedMethods.resourceOf(type.getQualifiedName().toString()),
              type),
          generated.delegatedMethods());
    } catch (IOException e) {
      error(type, "cannot be completed: " + e);
    }
  }

  private static void write(FileObject file, String text) throws IOException {
    try (Writer writer = file.openWriter()) {
      writer.write(text);
    }
  }

  private void error(TypeElement type, String problem) {
    processingEnv
        .getMessager()
        .printMessage(
            Diagnostic.Kind.ERROR, "@Delegating " + type.getSimpleName() + " " + problem, type);
  }
}
