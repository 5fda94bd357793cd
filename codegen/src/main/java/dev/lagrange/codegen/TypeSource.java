package dev.lagrange.codegen;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.PrimitiveType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;

/**
 * Types as source text with qualified names. {@code TypeMirror.toString} would do but for type
 * annotations, which it prints where the language does not allow them.
 */
final class TypeSource extends SimpleTypeVisitor14<String, Void> {

  private static final TypeSource SOURCE = new TypeSource();

  private TypeSource() {}

  static String of(TypeMirror type) {
    return SOURCE.visit(type);
  }

  /** Returns for example {@code <T extends Number>}, or nothing if there are no variables. */
  static String declaration(List<? extends TypeMirror> variables) {
    return variables.isEmpty()
        ? ""
        : variables.stream().map(TypeSource::bounded).collect(joining(", ", "<", ">"));
  }

  private static String bounded(TypeMirror variable) {
    String bound = of(((TypeVariable) variable).getUpperBound());
    return bound.equals("java.lang.Object") ? of(variable) : of(variable) + " extends " + bound;
  }

  @Override
  public String visitDeclared(DeclaredType type, Void unused) {
    TypeElement element = (TypeElement) type.asElement();
    String name =
        type.getEnclosingType().getKind() == TypeKind.DECLARED
            ? of(type.getEnclosingType()) + "." + element.getSimpleName()
            : element.getQualifiedName().toString();
    return type.getTypeArguments().isEmpty()
        ? name
        : type.getTypeArguments().stream()
            .map(TypeSource::of)
            .collect(joining(", ", name + "<", ">"));
  }

  /** A type that is not there yet, such as one generated in the same round. */
  @Override
  public String visitError(ErrorType type, Void unused) {
    return type.asElement().getSimpleName().toString();
  }

  @Override
  public String visitArray(ArrayType type, Void unused) {
    return of(type.getComponentType()) + "[]";
  }

  @Override
  public String visitTypeVariable(TypeVariable type, Void unused) {
    return type.asElement().getSimpleName().toString();
  }

  @Override
  public String visitIntersection(IntersectionType type, Void unused) {
    return type.getBounds().stream().map(TypeSource::of).collect(joining(" & "));
  }

  @Override
  public String visitWildcard(WildcardType type, Void unused) {
    if (type.getExtendsBound() != null) {
      return "? extends " + of(type.getExtendsBound());
    }
    return type.getSuperBound() != null ? "? super " + of(type.getSuperBound()) : "?";
  }

  @Override
  public String visitPrimitive(PrimitiveType type, Void unused) {
    return type.getKind().name().toLowerCase(Locale.ROOT);
  }

  @Override
  protected String defaultAction(TypeMirror type, Void unused) {
    return type.toString();
  }
}
