package dev.lagrange.verifier.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lagrange.verifier.report.figure.Activity;
import dev.lagrange.verifier.report.figure.Errors;
import dev.lagrange.verifier.report.figure.Figures;
import dev.lagrange.verifier.report.figure.Latencies;
import dev.lagrange.verifier.report.figure.Percentiles;
import dev.lagrange.verifier.report.figure.Reasons;
import dev.lagrange.verifier.report.figure.Staleness;
import dev.lagrange.verifier.report.figure.Traffic;
import dev.lagrange.verifier.report.figure.VersionStaleness;
import dev.lagrange.verifier.report.figure.Visibility;

/** The figures for programs. */
record JsonFigures(Figures figures) {

  private static final int ERRORS = 100;

  void write(ObjectNode root) {
    ArrayNode traffic = root.putArray("traffic");
    figures.traffic().forEach(one -> traffic(traffic.addObject(), one));
    ArrayNode staleness = root.putArray("staleness");
    figures
        .staleness()
        .byLevel()
        .forEach(
            (level, ages) -> {
              ObjectNode node = staleness.addObject();
              node.put("level", level.toString());
              node.putNull("node");
              node.putNull("replica");
              ages(node, ages);
            });
    figures
        .staleness()
        .byServer()
        .forEach(
            (site, ages) -> {
              ObjectNode node = staleness.addObject();
              node.put("level", site.level().toString());
              node.put("node", site.server().node());
              node.put("replica", site.server().replica());
              ages(node, ages);
            });
    latencies(root.putArray("latency"));
    activity(root.putObject("activity"));
    ArrayNode reasons = root.putArray("reasons");
    for (Reasons.Row row : figures.reasons()) {
      ObjectNode node = reasons.addObject();
      node.put("level", row.level().toString());
      node.put("replica", row.replica());
      node.put("reason", row.reason());
      node.put("reads", row.reads());
    }
    ArrayNode errors = root.putArray("errors");
    for (Errors.Row row : figures.errors().stream().limit(ERRORS).toList()) {
      ObjectNode node = errors.addObject();
      node.put("sqlstate", row.sqlstate());
      node.put("text", row.text());
      node.put("count", row.count());
      node.put("unknown", row.unknown());
    }
  }

  private static void traffic(ObjectNode node, Traffic traffic) {
    node.put("level", traffic.level().toString());
    node.put("operations", traffic.operations());
    node.put("succeeded", traffic.succeeded());
    node.put("failed", traffic.failed());
    node.put("unknown", traffic.unknown());
    node.put("reads", traffic.reads());
    node.put("writes", traffic.writes());
    node.put("placedReads", traffic.placed());
    node.put("replicaReads", traffic.offPrimary());
    node.put("spanNanos", traffic.spanNanos());
    node.put("perSecond", traffic.perSecond());
  }

  private static void ages(ObjectNode node, Staleness.Ages ages) {
    node.put("reads", ages.reads());
    node.put("stale", ages.stale());
    node.put("mostVersionsBehind", ages.mostVersions());
    percentiles(node.putObject("staleNanos"), ages.nanos());
    ArrayNode visibility = node.putArray("tVisibility");
    for (Visibility.Step step : ages.visibility().steps()) {
      ObjectNode one = visibility.addObject();
      one.put("fromNanos", step.fromNanos());
      one.put("toNanos", step.toNanos() == Long.MAX_VALUE ? null : (Long) step.toNanos());
      one.put("reads", step.reads());
      one.put("saw", step.saw());
    }
    ArrayNode versions = node.putArray("kStaleness");
    for (VersionStaleness.Step step : ages.versions().steps()) {
      ObjectNode one = versions.addObject();
      one.put("k", step.k());
      one.put("within", step.within());
    }
  }

  private static void percentiles(ObjectNode node, Percentiles percentiles) {
    node.put("count", percentiles.count());
    node.put("p50", percentiles.p50());
    node.put("p95", percentiles.p95());
    node.put("p99", percentiles.p99());
    node.put("p999", percentiles.p999());
    node.put("max", percentiles.max());
  }

  private void latencies(ArrayNode array) {
    for (Latencies.Row row : figures.latencies()) {
      ObjectNode node = array.addObject();
      node.put("level", row.level().toString());
      node.put("kind", JsonReport.lower(row.kind()));
      percentiles(node.putObject("nanos"), row.nanos());
    }
  }

  private void activity(ObjectNode node) {
    Activity activity = figures.activity();
    node.put("sliceNanos", activity.widthNanos());
    ArrayNode slices = node.putArray("slices");
    for (Activity.Slice slice : activity.slices()) {
      ObjectNode one = slices.addObject();
      one.put("fromNanos", slice.fromNanos());
      one.put("succeeded", slice.succeeded());
      one.put("failed", slice.failed());
      one.put("unknown", slice.unknown());
    }
  }
}
