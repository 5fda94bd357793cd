package dev.lagrange.routing.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CatalogTest {

  private static final QualifiedName TABLE = new QualifiedName("public", "t");
  private static final QualifiedName VIEW = new QualifiedName("public", "v");
  private static final QualifiedName CLEAN = new QualifiedName("public", "clean");
  private static final QualifiedName TRUSTED = new QualifiedName("public", "trusted");

  private final Catalog catalog = catalog(FunctionTrait.PRIMARY);

  private static Catalog catalog(FunctionTrait clean) {
    return Catalog.of(
        Map.of(CLEAN, clean, TRUSTED, FunctionTrait.SAFE),
        Map.of(TABLE, RelationTrait.PLAIN, VIEW, RelationTrait.UNSEEN),
        Set.of("<->"));
  }

  @Test
  void bareNameIsTheWorstOfThatName() {
    Catalog two =
        Catalog.of(
            Map.of(),
            Map.of(TABLE, RelationTrait.PLAIN, new QualifiedName("b", "t"), RelationTrait.UNLOGGED),
            Set.of());
    assertThat(two.relation(QualifiedName.of("t"))).isEqualTo(RelationTrait.UNLOGGED);
    assertThat(two.relation(TABLE)).isEqualTo(RelationTrait.PLAIN);
  }

  @Test
  void equalsWhatSaysTheSame() {
    assertThat(catalog)
        .isEqualTo(catalog(FunctionTrait.PRIMARY))
        .hasSameHashCodeAs(catalog(FunctionTrait.PRIMARY))
        .isNotEqualTo(catalog(FunctionTrait.UNSEEN))
        .isNotEqualTo(catalog.declaringSafe(CLEAN::equals))
        .isNotEqualTo(Catalog.UNKNOWN);
    assertThat(Catalog.UNKNOWN).isNotEqualTo(Catalog.NONE);
  }

  @Test
  void doubtedOneLetsNoRelationPassAndForgetsNoDanger() {
    Catalog doubted = catalog.doubted();
    assertThat(doubted.isKnown()).isTrue();
    assertThat(doubted.relation(TABLE)).isNull();
    assertThat(doubted.relation(VIEW)).isEqualTo(RelationTrait.UNSEEN);
    assertThat(doubted.function(CLEAN)).isEqualTo(FunctionTrait.UNSEEN);
    assertThat(doubted.function(TRUSTED)).isEqualTo(FunctionTrait.SAFE);
    assertThat(doubted.operators()).containsExactly("<->");
  }

  @Test
  void doubtedOneKeepsWhatIsDeclaredSafe() {
    Catalog doubted = catalog.declaringSafe(CLEAN::equals).doubted();
    assertThat(doubted.function(CLEAN)).isEqualTo(FunctionTrait.SAFE);
  }
}
