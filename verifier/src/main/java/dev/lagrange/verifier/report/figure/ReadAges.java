package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.check.StalenessMeter;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ages of what was read of registers whose versions the database counts: there it is known, and
 * not only bounded, how stale an answer was.
 */
final class ReadAges {

  private static final Acknowledged NONE = new Acknowledged(List.of());

  private ReadAges() {}

  static List<ReadAge> of(History history) {
    History registers = history.of(Model.REGISTER);
    Map<String, Acknowledged> acknowledged = acknowledged(registers);
    List<ReadAge> ages = new ArrayList<>();
    for (dev.lagrange.verifier.check.Staleness measured : StalenessMeter.of(registers).measured()) {
      Operation read = measured.operation();
      if (read.isReadOnly()) {
        String key = read.accesses().get(0).key();
        ages.add(
            new ReadAge(
                read.level(),
                Server.of(read.place()),
                acknowledged.getOrDefault(key, NONE).sinceNewest(read.invokedAt()),
                measured.nanos(),
                measured.versionsBehind()));
      }
    }
    return ages;
  }

  private static Map<String, Acknowledged> acknowledged(History registers) {
    Map<String, List<Acknowledged.Version>> versions = new HashMap<>();
    for (Operation operation : registers.operations()) {
      if (!operation.isKnown()) {
        continue;
      }
      for (Access access : operation.accesses()) {
        if (access.action() == Action.WRITE) {
          versions
              .computeIfAbsent(access.key(), key -> new ArrayList<>())
              .add(new Acknowledged.Version(access.value(), operation.completedAt()));
        }
      }
    }
    Map<String, Acknowledged> acknowledged = new HashMap<>();
    versions.forEach((key, made) -> acknowledged.put(key, new Acknowledged(made)));
    return acknowledged;
  }
}
