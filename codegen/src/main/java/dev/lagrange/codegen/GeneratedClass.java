package dev.lagrange.codegen;

import static java.util.stream.Collectors.joining;

import dev.lagrange.codegen.OpenClass.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** The text of the subclass that completes an {@link OpenClass}. */
final class GeneratedClass {

  private final OpenClass open;
  private final Method delegate;
  private final String name;
  private final List<String> problems = new ArrayList<>();
  private final TreeSet<String> delegated = new TreeSet<>();
  private final String source;

  GeneratedClass(OpenClass open, Method delegate) {
    this.open = open;
    this.delegate = delegate;
    this.name = "Delegating" + open.element().getSimpleName();
    this.source = write();
  }

  String qualifiedName() {
    return open.packageName().isEmpty() ? name : open.packageName() + "." + name;
  }

  String source() {
    return source;
  }

  /** What stands in the way, as sentences that go on after the name of the class. */
  List<String> problems() {
    return problems;
  }

  /** The methods that rule 1 of {@link Delegating} alone decides; sorted, one a line. */
  String delegatedMethods() {
    return delegated.stream().map(line -> line + "\n").collect(joining());
  }

  private String write() {
    StringBuilder text = new StringBuilder();
    if (!open.packageName().isEmpty()) {
      text.append("package %s;%n%n".formatted(open.packageName()));
    }
    // javac has no "all"; it wants to know the kinds of what a forwarding call may touch.
    text.append(
        """
        /** Forwards to {@code delegate()} what {@link %s} leaves unimplemented. */
        @javax.annotation.processing.Generated("%s")
        @SuppressWarnings({"all", "deprecation", "removal", "rawtypes", "unchecked"})
        final class %s%s extends %s {
        """
            .formatted(
                open.element().getSimpleName(),
                DelegatingProcessor.class.getName(),
                name,
                TypeSource.declaration(open.type().getTypeArguments()),
                TypeSource.of(open.type())));
    open.constructors().forEach(constructor -> text.append(constructor(constructor)));
    open.openMethods().forEach(method -> text.append(method(method)));
    return text.append("}\n").toString();
  }

  private String constructor(Method constructor) {
    return """

          %s%s%s {
            super(%s);
          }
        """
        .formatted(
            typeParameters(constructor), name, signature(constructor), arguments(constructor));
  }

  private String method(Method method) {
    return """

          @Override
          public %s%s %s%s {
            %s;
          }
        """
        .formatted(
            typeParameters(method),
            TypeSource.of(method.result()),
            method.name(),
            signature(method),
            body(method));
  }

  private String body(Method method) {
    String call = "%s(%s)".formatted(method.name(), arguments(method));
    Optional<Method> keeper = open.keeperFor(method);
    if (keeper.isPresent()) {
      return keep(method, keeper.get(), call);
    }
    if (!open.isA(delegate.result(), method.owner())) {
      problem(method, "delegate() is no " + method.owner().getSimpleName());
    }
    checkThrown(delegate, method);
    Optional<Method> wrap = open.wrapFor(method);
    if (wrap.isPresent()) {
      checkThrown(wrap.get(), method);
      return "return wrap(delegate().%s)".formatted(call);
    }
    delegated.add(method.owner().getSimpleName() + "." + describe(method));
    return (method.result().getKind() == TypeKind.VOID ? "" : "return ") + "delegate()." + call;
  }

  private String keep(Method setter, Method keeper, String call) {
    checkThrown(keeper, setter);
    List<String> names = parameterNames(setter);
    String target = names.contains("target") ? "target_" : "target";
    String key = names.size() == 1 ? "\"" + setter.name() + "\"" : names.get(0);
    return "%s(%s, %s -> %s.%s)".formatted(keeper.name(), key, target, target, call);
  }

  private void checkThrown(Method callee, Method caller) {
    for (TypeMirror thrown : open.escaping(callee, caller)) {
      problem(caller, callee.name() + " throws " + TypeSource.of(thrown) + ", which it may not");
    }
  }

  private void problem(Method method, String reason) {
    problems.add("cannot delegate %s: %s; write it by hand".formatted(describe(method), reason));
  }

  /** Returns for example {@code getInt(int)}: simple names, no type arguments. */
  private String describe(Method method) {
    return method.parameters().stream()
        .map(type -> TypeSource.of(open.erasure(type)).replaceAll("(\\w+\\.)+", ""))
        .collect(joining(", ", method.name() + "(", ")"));
  }

  private static String typeParameters(Method method) {
    String declared = TypeSource.declaration(method.signature().getTypeVariables());
    return declared.isEmpty() ? "" : declared + " ";
  }

  private static String signature(Method method) {
    List<String> names = parameterNames(method);
    int last = method.element().isVarArgs() ? names.size() - 1 : -1;
    String parameters =
        IntStream.range(0, names.size())
            .mapToObj(i -> parameter(method.parameters().get(i), i == last, names.get(i)))
            .collect(joining(", ", "(", ")"));
    String thrown =
        method.signature().getThrownTypes().stream().map(TypeSource::of).collect(joining(", "));
    return thrown.isEmpty() ? parameters : parameters + " throws " + thrown;
  }

  private static String parameter(TypeMirror type, boolean variable, String name) {
    return variable
        ? TypeSource.of(((ArrayType) type).getComponentType()) + "... " + name
        : TypeSource.of(type) + " " + name;
  }

  private static String arguments(Method method) {
    return String.join(", ", parameterNames(method));
  }

  private static List<String> parameterNames(Method method) {
    return method.element().getParameters().stream()
        .map(parameter -> parameter.getSimpleName().toString())
        .toList();
  }
}
