package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Operation;
import java.util.List;

/** A session that misses its own write while its replica stands still. */
final class Example {

  private Example() {}

  static Report broken() {
    return broken("x", "57P01: process 11 was ended");
  }

  static Report broken(String key, String error) {
    Clients clients = new Clients();
    Findings findings = new Findings();
    Operation write = clients.write(1, key, 1, 100, 102.5);
    Operation read = clients.read(1, key, 0, 110, Clients.REPLICA);
    clients.read(2, key, 1, 120, Clients.PRIMARY);
    clients.failed(2, 130, 150, error);
    findings.checked(Guarantee.READ_YOUR_WRITES, Consistency.EVENTUAL);
    findings.checked(Guarantee.MONOTONIC_READS, Consistency.EVENTUAL);
    findings.broken(
        Guarantee.READ_YOUR_WRITES,
        "Session 1 wrote version 1 of %s, and then read version 0".formatted(key),
        List.of(write, read));
    FaultSpan paused = new FaultSpan(105_000_000, 300_000_000, "replay paused", "b");
    return Report.of(
        clients.history(), findings, Clients.run(List.of(Consistency.EVENTUAL), paused));
  }

  static Report empty() {
    return Report.of(
        new Clients().history(), new Findings(), Clients.run(List.of(Consistency.EVENTUAL)));
  }
}
