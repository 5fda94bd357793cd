package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares each read of a register whose versions the database counts with what it could see. */
final class ReadAges {

  private ReadAges() {}

  static List<ReadAge> of(History history) {
    History registers = history.of(Model.REGISTER);
    Map<String, Acknowledged> acknowledged = acknowledged(registers);
    List<ReadAge> ages = new ArrayList<>();
    for (Operation operation : registers.operations()) {
      if (!operation.isKnown() || !operation.isReadOnly()) {
        continue;
      }
      for (Access access : operation.accesses()) {
        Acknowledged versions = acknowledged.get(access.key());
        ages.add(age(operation, access, versions == null ? NONE : versions));
      }
    }
    return ages;
  }

  private static final Acknowledged NONE = new Acknowledged(List.of());

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

  private static ReadAge age(Operation read, Access access, Acknowledged versions) {
    long invokedAt = read.invokedAt();
    Acknowledged.Version newest = versions.newestBefore(invokedAt);
    long behind = Math.max(0, newest.number() - access.value());
    return new ReadAge(
        read.level(),
        Server.of(read.place()),
        invokedAt,
        newest.at() < 0 ? -1 : invokedAt - newest.at(),
        behind == 0 ? 0 : invokedAt - versions.firstAbove(access.value()),
        behind);
  }
}
