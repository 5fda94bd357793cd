package dev.lagrange.verifier.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MarkupTest {

  @Test
  void textAndAttributesAreEscaped() {
    Markup markup = new Markup().element("p", "<script>&\"", "title", "\"><script>&");
    assertThat(markup)
        .hasToString("<p title=\"&quot;&gt;&lt;script&gt;&amp;\">&lt;script&gt;&amp;\"</p>");
  }

  @Test
  void whatIsNoCharacterOfXmlIsReplaced() {
    Markup markup = new Markup().element("p", "a\0b\u001bc\ud800d\uffffe\u0085f\ud83d\ude00");
    assertThat(markup).hasToString("<p>a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ud83d\ude00</p>");
  }

  @Test
  void anElementThatWasNotEndedIsNoted() {
    Markup markup = new Markup().open("html").open("body").close();
    assertThatThrownBy(markup::toString)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("<html>");
  }
}
