package dev.lagrange.verifier.report;

import dev.lagrange.verifier.report.plot.Markup;
import java.util.ArrayList;
import java.util.List;

/** A table on the page: some first columns are words, the others numbers. Not thread-safe. */
final class HtmlTable {

  private final int words;
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  HtmlTable(int words, String... header) {
    this.words = words;
    this.header = List.of(header);
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  void write(Markup page) {
    page.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (int i = 0; i < header.size(); i++) {
      page.element("th", header.get(i), "scope", "col", "class", look(i));
    }
    page.close().close().open("tbody").newLine();
    for (List<String> row : rows) {
      page.open("tr");
      for (int i = 0; i < row.size(); i++) {
        page.element("td", row.get(i), "class", look(i));
      }
      page.close().newLine();
    }
    page.close().close().close().newLine();
  }

  private String look(int column) {
    return column < words ? "t" : "n";
  }
}
