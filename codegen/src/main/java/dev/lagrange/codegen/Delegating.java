package dev.lagrange.codegen;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a final subclass {@code Delegating<Name>}, in the same package, that implements what an
 * abstract top-level class leaves unimplemented of its interfaces, interface defaults included.
 *
 * <pre>{@code
 * @Delegating
 * abstract class RoutedResultSet implements ResultSet {
 *   ResultSet delegate() throws SQLException { ... }
 *
 *   @Override public final Statement getStatement() { ... }
 * }
 * }</pre>
 *
 * <p>Three rules decide what a generated method does; all look at the non-private methods of the
 * class and its superclasses:
 *
 * <ol>
 *   <li>It calls the same method on {@code delegate()}, which the class must have.
 *   <li>Its result, null too, passes through {@code wrap(R)} if there is one whose parameter type
 *       is exactly the result type.
 *   <li>A void {@code set*} method is kept instead of called if there is a place for it. With one
 *       argument that is {@code configure(String, A)}, which gets the name of the setter; with
 *       several it is {@code bind(F, A)}, where {@code F} is the type of the setter's first
 *       argument, which it gets. {@code A} is a functional interface of one parameter that accepts
 *       the delegate and may throw what the setter throws; running it calls the setter.
 * </ol>
 *
 * <p>The subclass has a constructor for each non-private one of the class. Annotations, nullness
 * among them, are not copied. A method that declares fewer exceptions than these calls throw must
 * be written by hand; the compiler says which. Methods that {@link Object} implements are left as
 * they are.
 *
 * <p>The methods that fall under rule 1 alone are listed in a resource beside the class; see {@link
 * dev.lagrange.codegen.check.DelegatedMethods}.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface Delegating {}
