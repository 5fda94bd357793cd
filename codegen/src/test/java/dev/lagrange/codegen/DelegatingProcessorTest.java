package dev.lagrange.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.codegen.check.DelegatedMethods;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegatingProcessorTest {

  /** As nullness annotations do, it annotates types and not what is declared with them. */
  private static final String MARK =
      """
      @java.lang.annotation.Target(java.lang.annotation.ElementType.TYPE_USE)
      @interface Mark {}
      """;

  @TempDir Path output;

  @Test
  void openMethodsAndDefaultsAreForwardedAndWrittenOnesAreNot() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            """
            interface Shop {
              String open();
              default String standard() { return "default"; }
              default String written() { return "default"; }
              static String fixed() { return "static"; }
            }
            """,
            """
            record Real(String open, String standard, String written) implements Shop {}
            """,
            """
            @Delegating
            abstract class Routed implements Shop {
              Shop delegate() { return new Real("a", "b", "c"); }
              @Override public String written() { return "own"; }
            }
            """,
            main(
                """
                Shop shop = new DelegatingRouted();
                return shop.open() + shop.standard() + shop.written();
                """));

    assertThat(compiled.run()).isEqualTo("abown");
    assertThat(DelegatedMethods.of(compiled.load("Routed")))
        .containsExactly("Shop.open()", "Shop.standard()");
  }

  @Test
  void methodsOfSuperclassesCountAsWritten() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            "interface Named { String first(); String second(); String third(); }",
            "record Real(String first, String second, String third) implements Named {}",
            """
            abstract class Base {
              public final String first() { return "base"; }
              abstract Named delegate();
            }
            """,
            """
            abstract class Middle extends Base implements Named {
              @Override public abstract String second();
            }
            """,
            """
            @Delegating
            abstract class Routed extends Middle {
              @Override Named delegate() { return new Real("1", "2", "3"); }
            }
            """,
            main(
                """
                Named named = new DelegatingRouted();
                return named.first() + named.second() + named.third();
                """));

    assertThat(compiled.run()).isEqualTo("base23");
  }

  @Test
  void subclassWithNarrowerDelegateForwardsAlsoItsSuperclassInterfaces() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            "interface Animal { String name(); default int legs() { return 0; } }",
            "interface Dog extends Animal { String bark(); }",
            """
            record Rex(String name) implements Dog {
              @Override public int legs() { return 4; }
              @Override public String bark() { return "woof"; }
            }
            """,
            """
            @Delegating
            abstract class RoutedAnimal implements Animal {
              private final Animal animal;
              RoutedAnimal(Animal animal) { this.animal = animal; }
              Animal delegate() { return animal; }
              @Override public String name() { return "routed " + animal.name(); }
            }
            """,
            """
            @Delegating
            abstract class RoutedDog extends RoutedAnimal implements Dog {
              private final Dog dog;
              RoutedDog(Dog dog) { super(dog); this.dog = dog; }
              @Override Dog delegate() { return dog; }
            }
            """,
            main(
                """
                Dog dog = new DelegatingRoutedDog(new Rex("rex"));
                return dog.name() + dog.legs() + dog.bark();
                """));

    assertThat(compiled.run()).isEqualTo("routed rex4woof");
    assertThat(DelegatedMethods.of(compiled.load("RoutedDog")))
        .containsExactly("Animal.legs()", "Dog.bark()");
  }

  @Test
  void resultPassesThroughTheWrapOfExactlyItsType() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            "interface Source { String text(); CharSequence chars(); Object any(); }",
            "record Real(String text, CharSequence chars, Object any) implements Source {}",
            """
            @Delegating
            abstract class Routed implements Source {
              Source delegate() { return new Real("a", "b", null); }
              String wrap(@Mark String text) { return "<" + text + ">"; }
              static Object wrap(Object any) { return "nothing: " + any; }
            }
            """,
            MARK,
            main(
                """
                Source source = new DelegatingRouted();
                return source.text() + source.chars() + source.any();
                """));

    assertThat(compiled.run()).isEqualTo("<a>bnothing: null");
    assertThat(DelegatedMethods.of(compiled.load("Routed"))).containsExactly("Source.chars()");
  }

  @Test
  void settersAreKeptAndTheLastValueWins() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            """
            interface Target {
              void setSize(int size);
              void setText(int index, String text);
              void setText(String target, String text);
              void setBlob(long index, String text);
              int setCount(int count);
              void settle();
            }
            """,
            "interface Action { void run(Target target) throws SQLException; }",
            """
            final class Log extends ArrayList<String> implements Target {
              private static final long serialVersionUID = 1;
              @Override public void setSize(int size) { add("size " + size); }
              @Override public void setText(int index, String text) { add(index + text); }
              @Override public void setText(String name, String text) { add(name + text); }
              @Override public void setBlob(long index, String text) { add("blob"); }
              @Override public int setCount(int count) { add("count"); return 1; }
              @Override public void settle() { add("settle"); }
            }
            """,
            """
            @Delegating
            abstract class Routed implements Target {
              final Map<Object, Action> kept = new TreeMap<>(Comparator.comparing(Object::toString));
              final Log log = new Log();
              Target delegate() { return log; }
              void bind(int index, @Mark Action action) { kept.put(index, action); }
              void bind(String name, Action action) { kept.put(name, action); }
              void configure(@Mark String name, Action action) { kept.put(name, action); }
            }
            """,
            MARK,
            main(
                """
                Routed routed = new DelegatingRouted();
                routed.setText(1, "first");
                routed.setText(1, "second");
                routed.setText("name", "value");
                routed.setSize(3);
                routed.setSize(4);
                routed.setBlob(1, "");
                routed.setCount(1);
                routed.settle();
                for (Action action : routed.kept.values()) action.run(routed.log);
                return routed.kept.keySet() + " " + routed.log;
                """));

    assertThat(compiled.run())
        .isEqualTo("[1, name, setSize] [blob, count, settle, 1second, namevalue, size 4]");
    assertThat(DelegatedMethods.of(compiled.load("Routed")))
        .containsExactly("Target.setBlob(long, String)", "Target.setCount(int)", "Target.settle()");
  }

  @Test
  void bindWithoutAnActionIsAnotherMethod() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            "interface Target { void setText(int index, String text); }",
            """
            @Delegating
            abstract class Routed implements Target {
              static String seen;
              Target delegate() { return (index, text) -> seen = index + text; }
              void bind(int index, String text) { throw new AssertionError(); }
            }
            """,
            main("new DelegatingRouted().setText(1, \"x\"); return Routed.seen;"));

    assertThat(compiled.run()).isEqualTo("1x");
  }

  @Test
  void constructorsAreMirroredUnlessPrivate() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            """
            @Delegating
            abstract class Routed implements Runnable {
              private Routed() {}
              @SuppressWarnings("unchecked")
              <T extends Comparable<T>> Routed(List<? extends T> items, T... more)
                  throws SQLException, InterruptedException { if (more.length == 0) throw new SQLException("none"); }
              protected Routed(Map.Entry<String, int[]>[] entries, @Mark String text) {}
              Runnable delegate() { return this; }
            }
            """,
            MARK,
            main(
                """
                try { new DelegatingRouted(List.of("a")); return "created"; }
                catch (SQLException e) { return e.getMessage(); }
                """));

    assertThat(compiled.run()).isEqualTo("none");
    assertThat(compiled.generated("DelegatingRouted"))
        .contains(
            "<T extends java.lang.Comparable<T>> DelegatingRouted(java.util.List<? extends T>"
                + " items, T... more) throws java.sql.SQLException, java.lang.InterruptedException")
        .contains(
            "DelegatingRouted(java.util.Map.Entry<java.lang.String, int[]>[] entries,"
                + " java.lang.String text)")
        .doesNotContain("DelegatingRouted()");
  }

  @Test
  void genericsVarargsAndDeprecatedMethodsCompileWithoutWarnings() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            """
            interface Odd<E> {
              @SuppressWarnings("unchecked")
              <T extends E, U extends Number & Comparable<U>> T pick(Class<T> type, U... rest);
              E[][] arrays(E[] in, Map<String, ? super E> map);
              @Deprecated void old();
              @Deprecated(forRemoval = true) void older();
              @SuppressWarnings("rawtypes") List raw(List list);
              boolean equals(Object other);
            }
            """,
            """
            @Delegating
            abstract class Routed<S extends CharSequence> implements Odd<S> {
              private final Odd<S> odd;
              Routed(Odd<S> odd) { this.odd = odd; }
              Odd<S> delegate() { return odd; }
            }
            """,
            main("Odd<String> odd = new DelegatingRouted<>(null); return odd.equals(odd);"));

    assertThat(compiled.run()).isEqualTo(true);
    assertThat(compiled.generated("DelegatingRouted"))
        .startsWith("package sample;")
        .contains("@javax.annotation.processing.Generated(\"" + DelegatingProcessor.class.getName())
        .contains("final class DelegatingRouted<S extends java.lang.CharSequence>");
  }

  @Test
  void redeclarationWithFewerExceptionsDecides() throws Exception {
    Compilation compiled =
        Compilation.of(
            output,
            "interface Quiet extends AutoCloseable { @Override void close(); }",
            """
            @Delegating
            abstract class Routed implements AutoCloseable, Quiet {
              static String seen = "";
              Quiet delegate() { return () -> seen += "closed"; }
            }
            """,
            main("Quiet quiet = new DelegatingRouted(); quiet.close(); return Routed.seen;"));

    assertThat(compiled.run()).isEqualTo("closed");
  }

  @Test
  void classThatIsNotAbstractIsAnError() {
    assertThat(errors("@Delegating class Routed {}"))
        .isEqualTo("@Delegating Routed must be an abstract class: its subclass is generated");
  }

  @Test
  void interfaceIsAnError() {
    assertThat(errors("@Delegating interface Routed {}")).contains("must be an abstract class");
  }

  @Test
  void nestedClassIsAnError() {
    assertThat(errors("class Outer { @Delegating abstract static class Routed {} }"))
        .contains("@Delegating Routed must be a top-level class");
  }

  @Test
  void classWithoutDelegateIsAnErrorAtTheClass() {
    Compilation compiled =
        Compilation.of(
            output,
            """
            @Delegating
            abstract class Routed implements Runnable {
              private Runnable delegate() { return this; }
              Runnable delegate(int index) { return index == 0 ? delegate() : this; }
            }
            """);

    assertThat(compiled.messages()).contains("must have a non-private method delegate()");
    assertThat(compiled.diagnostics().get(0).getLineNumber()).isEqualTo(6);
  }

  @Test
  void interfaceThatTheDelegateHasNotIsAnError() {
    assertThat(
            errors(
                """
                @Delegating
                abstract class Routed implements Runnable, Comparable<Routed> {
                  Runnable delegate() { return this; }
                }
                """))
        .contains("cannot delegate compareTo(Routed): delegate() is no Comparable");
  }

  @Test
  void wrapAndBindThatThrowMoreThanTheMethodAreErrors() {
    assertThat(
            errors(
                """
                interface Target { void setText(int index, String text); String text(); }
                """,
                "interface Action { void run(Target target) throws SQLException; }",
                """
                @Delegating
                abstract class Routed implements Target {
                  abstract Target delegate() throws IllegalStateException;
                  String wrap(String text) throws SQLException { throw new SQLException(text); }
                  void bind(int index, Action action) throws SQLException { action.run(null); }
                }
                """))
        .contains("cannot delegate setText(int, String): bind throws java.sql.SQLException")
        .contains("cannot delegate text(): wrap throws java.sql.SQLException");
  }

  private String errors(String... types) {
    return Compilation.of(output, types).messages();
  }

  private static String main(String body) {
    return """
        public class Main {
          public Main() {}
          public static Object run() throws Exception {
            %s
          }
        }
        """
        .formatted(body);
  }
}
