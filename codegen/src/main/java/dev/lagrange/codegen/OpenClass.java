package dev.lagrange.codegen;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** An abstract class to complete: what it leaves open, and what it offers to fill that in. */
final class OpenClass {

  /** A method or constructor, and its signature as a member of the open class. */
  record Method(ExecutableElement element, ExecutableType signature) {
    String name() {
      return element.getSimpleName().toString();
    }

    TypeElement owner() {
      return (TypeElement) element.getEnclosingElement();
    }

    TypeMirror result() {
      return signature.getReturnType();
    }

    List<? extends TypeMirror> parameters() {
      return signature.getParameterTypes();
    }
  }

  private final TypeElement element;
  private final Elements elements;
  private final Types types;

  /** The class and its superclasses, nearest first. */
  private final List<TypeElement> lineage = new ArrayList<>();

  /** Non-private methods of the lineage, nearest first. */
  private final List<Method> methods;

  OpenClass(TypeElement element, Elements elements, Types types) {
    this.element = element;
    this.elements = elements;
    this.types = types;
    for (Element type = element; type != null; ) {
      lineage.add((TypeElement) type);
      type = types.asElement(((TypeElement) type).getSuperclass());
    }
    this.methods = lineage.stream().flatMap(this::methodsOf).toList();
  }

  TypeElement element() {
    return element;
  }

  DeclaredType type() {
    return (DeclaredType) element.asType();
  }

  String packageName() {
    return elements.getPackageOf(element).getQualifiedName().toString();
  }

  List<Method> constructors() {
    return ElementFilter.constructorsIn(element.getEnclosedElements()).stream()
        .filter(constructor -> !constructor.getModifiers().contains(Modifier.PRIVATE))
        .map(this::member)
        .toList();
  }

  Optional<Method> delegate() {
    return methods("delegate", 0)
        .filter(method -> method.result().getKind() != TypeKind.VOID)
        .findFirst();
  }

  Optional<Method> wrapFor(Method method) {
    return methods("wrap", 1)
        .filter(wrap -> types.isSameType(wrap.parameters().get(0), method.result()))
        .findFirst();
  }

  /** Returns the method that keeps the calls of a setter for later, if the class has one. */
  Optional<Method> keeperFor(Method method) {
    boolean setter = method.name().startsWith("set") && method.result().getKind() == TypeKind.VOID;
    if (!setter || method.parameters().isEmpty()) {
      return Optional.empty();
    }
    if (method.parameters().size() == 1) {
      return keeper("configure", elements.getTypeElement("java.lang.String").asType());
    }
    return keeper("bind", method.parameters().get(0));
  }

  private Optional<Method> keeper(String name, TypeMirror key) {
    return methods(name, 2)
        .filter(keeper -> types.isSameType(keeper.parameters().get(0), key))
        .filter(keeper -> isAction(keeper.parameters().get(1)))
        .findFirst();
  }

  private boolean isAction(TypeMirror type) {
    if (type.getKind() != TypeKind.DECLARED
        || types.asElement(type).getKind() != ElementKind.INTERFACE) {
      return false;
    }
    List<ExecutableElement> open =
        ElementFilter.methodsIn(elements.getAllMembers((TypeElement) types.asElement(type)))
            .stream()
            .filter(method -> method.getModifiers().contains(Modifier.ABSTRACT))
            .toList();
    return open.size() == 1 && open.get(0).getParameters().size() == 1;
  }

  /** Returns the methods of all interfaces that no class implements, one for each signature. */
  List<Method> openMethods() {
    Set<TypeElement> interfaces = new LinkedHashSet<>();
    lineage.forEach(type -> addInterfaces(type, interfaces));
    List<Method> open = new ArrayList<>();
    interfaces.stream()
        .flatMap(this::methodsOf)
        .filter(method -> !method.element().getModifiers().contains(Modifier.STATIC))
        .filter(method -> !isImplemented(method))
        .forEach(method -> addMostSpecific(method, open));
    return open;
  }

  private void addInterfaces(TypeElement type, Set<TypeElement> interfaces) {
    for (TypeMirror parent : type.getInterfaces()) {
      TypeElement parentElement = (TypeElement) types.asElement(parent);
      if (interfaces.add(parentElement)) {
        addInterfaces(parentElement, interfaces);
      }
    }
  }

  private boolean isImplemented(Method method) {
    return methods.stream()
        .filter(candidate -> candidate.element().getSimpleName().contentEquals(method.name()))
        .filter(candidate -> elements.overrides(candidate.element(), method.element(), element))
        .findFirst()
        .filter(nearest -> !nearest.element().getModifiers().contains(Modifier.ABSTRACT))
        .isPresent();
  }

  /** A redeclaration in a subinterface may throw less or return more: it replaces the original. */
  private void addMostSpecific(Method method, List<Method> open) {
    open.removeIf(
        other -> sameSignature(method, other) && isA(method.owner().asType(), other.owner()));
    if (open.stream().noneMatch(other -> sameSignature(method, other))) {
      open.add(method);
    }
  }

  private boolean sameSignature(Method a, Method b) {
    return a.name().equals(b.name())
        && (types.isSubsignature(a.signature(), b.signature())
            || types.isSubsignature(b.signature(), a.signature()));
  }

  /** Returns whether values of {@code type} have the methods of {@code supertype}. */
  boolean isA(TypeMirror type, TypeElement supertype) {
    return types.isSubtype(types.erasure(type), types.erasure(supertype.asType()));
  }

  /** Returns the checked exceptions of {@code callee} that {@code caller} does not declare. */
  List<TypeMirror> escaping(Method callee, Method caller) {
    List<TypeMirror> allowed = new ArrayList<>(caller.signature().getThrownTypes());
    allowed.add(elements.getTypeElement("java.lang.RuntimeException").asType());
    allowed.add(elements.getTypeElement("java.lang.Error").asType());
    List<TypeMirror> escaping = new ArrayList<>(callee.signature().getThrownTypes());
    escaping.removeIf(
        thrown -> allowed.stream().anyMatch(declared -> types.isAssignable(thrown, declared)));
    return escaping;
  }

  TypeMirror erasure(TypeMirror type) {
    return types.erasure(type);
  }

  private Stream<Method> methods(String name, int parameters) {
    return methods.stream()
        .filter(method -> method.element().getSimpleName().contentEquals(name))
        .filter(method -> method.parameters().size() == parameters);
  }

  private Stream<Method> methodsOf(TypeElement type) {
    return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
        .filter(method -> !method.getModifiers().contains(Modifier.PRIVATE))
        .map(this::member);
  }

  private Method member(ExecutableElement method) {
    return new Method(method, (ExecutableType) types.asMemberOf(type(), method));
  }
}
