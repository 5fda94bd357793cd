package dev.lagrange.control.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CodeGraphTest {

  private final CodeGraph graph = new CodeGraph();

  @Test
  void worstOfWhatIsUsedCountsHoweverDeep() {
    Code table = relation(1, "t", RelationTrait.UNLOGGED);
    Code view = relation(2, "v", RelationTrait.PLAIN);
    Code nested = relation(3, "n", RelationTrait.PLAIN);
    nested.uses(view);
    view.uses(table);
    Catalog settled = graph.settle(Set.of());
    assertThat(settled.relation(nested.name())).isEqualTo(RelationTrait.UNLOGGED);
  }

  @Test
  void cyclesComeToAnEnd() {
    Code even = function(1, new Code(name("even"), RelationTrait.PRIMARY));
    Code odd = function(2, new Code(name("odd"), RelationTrait.PRIMARY));
    Code setter = function(3, new Code(name("setter"), RelationTrait.UNSEEN));
    even.uses(odd);
    odd.uses(even);
    assertThat(graph.settle(Set.of()).function(even.name())).isEqualTo(FunctionTrait.PRIMARY);
    odd.uses(setter);
    assertThat(graph.settle(Set.of()).function(even.name())).isEqualTo(FunctionTrait.UNSEEN);
  }

  @Test
  void functionAndRelationOfOneOidAreTwo() {
    Code table = relation(1, "x", RelationTrait.PLAIN);
    function(1, new Code(name("x"), RelationTrait.UNSEEN));
    assertThat(graph.relation(1)).isSameAs(table);
    assertThat(graph.settle(Set.of()).relation(name("x"))).isEqualTo(RelationTrait.PLAIN);
  }

  @Test
  void trustedFunctionStaysSafeWhateverItUses() {
    Code trusted = function(1, Code.trusted(name("trusted")));
    trusted.uses(function(2, new Code(name("setter"), RelationTrait.UNSEEN)));
    assertThat(graph.settle(Set.of()).function(trusted.name())).isEqualTo(FunctionTrait.SAFE);
  }

  @Test
  void overloadsAreOne() {
    function(1, new Code(name("f"), RelationTrait.PRIMARY));
    function(2, new Code(name("f"), RelationTrait.UNSEEN));
    assertThat(graph.functions(QualifiedName.of("f"))).hasSize(2);
    assertThat(graph.settle(Set.of()).function(name("f"))).isEqualTo(FunctionTrait.UNSEEN);
  }

  private Code function(long oid, Code code) {
    graph.addFunction(oid, code);
    return code;
  }

  private Code relation(long oid, String what, RelationTrait trait) {
    Code code = new Code(name(what), trait);
    graph.addRelation(oid, code);
    return code;
  }

  private static QualifiedName name(String name) {
    return new QualifiedName("public", name);
  }
}
