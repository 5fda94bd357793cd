package dev.lagrange.verifier.report;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/** What an operation did, in words. */
final class Deed {

  private static final int ACCESSES = 6;
  private static final int ELEMENTS = 8;

  private Deed() {}

  static String of(Operation operation) {
    List<Access> accesses = operation.accesses();
    String text =
        accesses.stream()
            .limit(ACCESSES)
            .map(access -> of(operation, access))
            .collect(Collectors.joining("; "));
    if (accesses.size() > ACCESSES) {
      text += "; and " + (accesses.size() - ACCESSES) + " more";
    }
    return switch (operation.outcome()) {
      case KNOWN -> text;
      case FAILED -> text + ", which failed";
      case UNKNOWN -> text + ", and got no answer";
    };
  }

  /** Whether a database counts the values. */
  private static boolean isCounted(Operation operation) {
    return operation.model() == Model.REGISTER || operation.model() == Model.SNAPSHOT;
  }

  private static String of(Operation operation, Access access) {
    boolean known = operation.outcome() == Outcome.KNOWN;
    String key = access.key();
    String value = (isCounted(operation) ? " version " : " = ") + access.value();
    return switch (access.action()) {
      case READ -> "read " + key + (known ? seen(operation, access, value) : "");
      // what was to be made is not known before the answer
      case WRITE -> "wrote " + key + (known || !isCounted(operation) ? value : "");
      case APPEND -> "appended " + access.value() + " to " + key;
      case ADD -> "added " + access.value() + " to " + key;
      case COMPARE_AND_SET -> "set " + key + " from " + access.expected() + " to " + access.value();
    };
  }

  private static String seen(Operation operation, Access access, String value) {
    if (operation.model() != Model.LIST) {
      return value;
    }
    List<Long> elements = access.elements();
    int skipped = Math.max(0, elements.size() - ELEMENTS);
    String last =
        elements.stream().skip(skipped).map(String::valueOf).collect(Collectors.joining(", "));
    return " = [" + (skipped > 0 ? skipped + " more, " : "") + last + "]";
  }
}
