package dev.lagrange.cli.explain;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;

/** An explanation for people. */
final class ExplanationText {

  private static final String ROW = "  %-13s%-9s%s%n";

  private ExplanationText() {}

  static String print(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append(explanation.sql().strip()).append(System.lineSeparator());
    text.append("  ").append(nature(explanation)).append(System.lineSeparator());
    if (!explanation.statement().tables().isEmpty()) {
      text.append("  names ").append(names(explanation.statement().tables()));
      text.append(assumed(explanation));
      text.append(System.lineSeparator());
    }
    if (!explanation.statement().functions().isEmpty()) {
      text.append("  calls ")
          .append(names(explanation.statement().functions()))
          .append(System.lineSeparator());
    }
    return text.append(placements(explanation)).toString();
  }

  private static String assumed(Explanation explanation) {
    if (explanation.assumed().isEmpty()) {
      return "";
    }
    boolean all = explanation.assumed().size() == explanation.statement().tables().size();
    String which = all ? "" : names(explanation.assumed()) + " ";
    return " (" + which + "taken for plain tables: no server was asked, --url asks one)";
  }

  private static String names(List<QualifiedName> all) {
    return all.stream().map(QualifiedName::toString).collect(Collectors.joining(", "));
  }

  private static String nature(Explanation explanation) {
    String noun =
        switch (explanation.statement().kind()) {
          case READ -> "a read";
          case WRITE -> "a write";
          case SESSION -> "a session command";
          case TRANSACTION -> "a transaction command";
          case UNKNOWN -> "not understood";
        };
    String session =
        explanation.statement().changesSession()
            ? "; it may change the session, which then stays on its connection to the primary"
            : "";
    return noun + ": " + explanation.statement().reason() + session;
  }

  private static String placements(Explanation explanation) {
    if (explanation.statement().command() != null) {
      return "  answered by Lagrange itself; it reaches no server%n".formatted();
    }
    Placement own = explanation.placement();
    if (own == null) {
      return "  refused, %s%n".formatted(explanation.problem());
    }
    if (explanation.rule() != null) {
      return row(own) + "  (by the policy's %s)%n".formatted(explanation.rule());
    }
    if (explanation.statement().consistency() != null) {
      return row(own) + "  (its hint wins over every other level)%n".formatted();
    }
    List<Placement> all = explanation.atEachLevel();
    if (all.stream().noneMatch(Placement::onReplica)) {
      return ROW.formatted("every level", own.target(), own.reason());
    }
    StringBuilder rows = new StringBuilder();
    all.forEach(placement -> rows.append(row(placement)));
    return rows.toString();
  }

  private static String row(Placement placement) {
    return ROW.formatted(placement.consistency(), placement.target(), placement.reason());
  }
}
