package dev.lagrange.routing.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lagrange.routing.catalog.QualifiedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "stock | stock",
        "stock | shop.stock",
        "STOCK | stock",
        "stock | Stock",
        "* | anything",
        "shop.* | shop.stock",
        "SHOP.stock | shop.stock",
        "*.stock | shop.stock",
        "*_log | audit_log",
        "audit_* | audit_",
        "a*b*c | aXbXbXc",
        "a**c | ac",
        "\"Stock\" | Stock",
        "shop.\"My Table\" | shop.My Table",
        "\"a.b\".\"c\"\"d\" | a.b/c\"d",
        "\"*\" | *",
        "straße$1#x | STRAßE$1#x",
      })
  void names(String pattern, String name) {
    assertThat(NamePattern.parse(pattern).matches(name(name))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "stock | stocks",
        "stock | astock",
        "shop.stock | stock",
        "*.stock | stock",
        "shop.stock | other.stock",
        "shop.* | shopping.stock",
        "*_log | audit_logs",
        "a*b*c | acb",
        "\"Stock\" | stock",
        "\"st*\" | stock",
        "\"\" | stock",
      })
  void doesNotName(String pattern, String name) {
    assertThat(NamePattern.parse(pattern).matches(name(name))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a.",
        ".b",
        "a..b",
        "a.b.c",
        "a b",
        "a-b",
        "a,b",
        "\"a",
        "\"a\"b",
        "a\"b\"",
        "'a'",
        "a.\"b\".",
        "a?",
        "a/b",
        "public.{a,b}",
        "a\nb"
      })
  void malformedPatternIsRefusedWithTheRule(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamePattern.parse(pattern))
        .withMessageContaining("write 'name' or 'schema.name'");
  }

  @Test
  void problemNamesTheValueAndWhatIsWrongWithIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamePattern.parse("db.shop.stock"))
        .withMessage(
            "'db.shop.stock' has 3 parts: write 'name' or 'schema.name', with * for any characters"
                + " and \"…\" around names with others");
  }

  @Test
  void hostilePatternIsMatchedInTime() {
    NamePattern stars = NamePattern.parse("*a".repeat(2_000) + "b");
    assertThat(stars.matches(QualifiedName.of("a".repeat(4_000)))).isFalse();
  }

  private static QualifiedName name(String text) {
    int slash = text.indexOf('/');
    int cut = slash < 0 ? text.indexOf('.') : slash;
    return cut < 0
        ? QualifiedName.of(text)
        : new QualifiedName(text.substring(0, cut), text.substring(cut + 1));
  }
}
