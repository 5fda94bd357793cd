package dev.lagrange.verifier.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Violation;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.report.figure.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The report for programs; {@link Report#writeJson} documents the names. */
record JsonReport(Run run, Verdict verdict, Figures figures) {

  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), object());
  }

  ObjectNode object() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("verdict", lower(verdict.outcome()));
    root.put("headline", verdict.headline());
    root.put("explanation", verdict.explanation());
    root.put("operations", verdict.operations());
    run(root.putObject("run"));
    ArrayNode promises = root.putArray("promises");
    verdict.judgements().forEach(judgement -> promise(promises.addObject(), judgement));
    new JsonFigures(figures).write(root);
    return root;
  }

  private void run(ObjectNode node) {
    node.put("target", run.target());
    ArrayNode levels = node.putArray("levels");
    run.levels().stream().map(Consistency::toString).forEach(levels::add);
    node.put("scope", run.scope() == null ? null : lower(run.scope()));
    node.put("durationNanos", run.duration().toNanos());
    node.put("sessions", run.sessions());
    ArrayNode workloads = node.putArray("workloads");
    run.workloads().forEach(workloads::add);
    node.put("seed", run.seed());
    node.put("startedAt", run.startedAt().toString());
    node.put("server", run.server());
    node.put("lagrange", run.lagrange());
    ArrayNode faults = node.putArray("faults");
    for (FaultSpan fault : run.faults()) {
      ObjectNode one = faults.addObject();
      one.put("fault", fault.sentence());
      one.put("node", fault.node());
      one.put("fromNanos", fault.at());
      one.put("untilNanos", fault.until() == FaultSpan.NEVER ? null : (Long) fault.until());
    }
  }

  private static void promise(ObjectNode node, Judgement judgement) {
    node.put("guarantee", lower(judgement.guarantee()));
    node.put("title", judgement.guarantee().title());
    node.put("level", judgement.level().toString());
    node.put("promised", judgement.isPromised());
    node.put("status", lower(judgement.status()));
    node.put("checked", judgement.checked());
    node.put("broken", judgement.broken());
    node.put("undecided", judgement.undecided());
    ArrayNode examples = node.putArray("examples");
    for (Violation violation : judgement.examples()) {
      ObjectNode example = examples.addObject();
      example.put("sentence", violation.sentence());
      ArrayNode operations = example.putArray("operations");
      violation.witnesses().forEach(witness -> operation(operations.addObject(), witness));
    }
  }

  private static void operation(ObjectNode node, Operation operation) {
    node.put("id", operation.id());
    node.put("session", operation.session());
    node.put("model", lower(operation.model()));
    node.put("level", operation.level().toString());
    node.put("invokedAtNanos", operation.invokedAt());
    boolean ended = operation.completedAt() != Operation.NEVER;
    node.put("completedAtNanos", ended ? (Long) operation.completedAt() : null);
    node.put("outcome", lower(operation.outcome()));
    ArrayNode accesses = node.putArray("accesses");
    operation.accesses().forEach(access -> access(accesses.addObject(), access));
    node.put("node", operation.place() == null ? null : operation.place().node());
    node.put("replica", operation.place() == null ? null : (Boolean) operation.place().replica());
    node.put("reason", operation.place() == null ? null : operation.place().reason());
    node.put("tokenBefore", operation.tokenBefore());
    node.put("tokenAfter", operation.tokenAfter());
    node.put("error", operation.error());
  }

  private static void access(ObjectNode node, Access access) {
    node.put("action", lower(access.action()));
    node.put("key", access.key());
    node.put("value", access.value());
    if (access.action() == Action.COMPARE_AND_SET) {
      node.put("expected", access.expected());
    }
    if (!access.elements().isEmpty()) {
      ArrayNode elements = node.putArray("elements");
      access.elements().forEach(elements::add);
    }
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
