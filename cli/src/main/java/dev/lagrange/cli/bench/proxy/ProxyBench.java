package dev.lagrange.cli.bench.proxy;

import dev.lagrange.verifier.report.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rounds in which each contender has its turn, and what came of them. Of each round a contender is
 * held against the yardstick's turn in the same round, and of these the median is shown: what else
 * the machine does then changes all of them alike.
 *
 * <p>Under each load the first rounds are for warming up: a JVM compiles anew what it had taken for
 * the only way when the load is another one, and once more when the first clients have gone,
 * however long they stayed. So several turns warm up, and not one as long as all of them.
 *
 * @param warmUp how many rounds do not count
 * @param rounds how many do
 */
record ProxyBench(int warmUp, int rounds) {

  /** One load on all contenders, as rows of the table. */
  void run(Contest contest, Pgbench load, TextTable table)
      throws IOException, InterruptedException {
    Map<String, List<Round>> done = new LinkedHashMap<>();
    for (int round = 0; round < warmUp + rounds; round++) {
      for (Contender contender : contest.contenders()) {
        Round turn = load.run(contender);
        if (round >= warmUp) {
          done.computeIfAbsent(contender.name(), none -> new ArrayList<>()).add(turn);
        }
      }
    }
    List<Round> yardstick = done.getOrDefault(Contest.YARDSTICK, List.of());
    done.forEach(
        (name, found) ->
            table.row(
                List.of(
                    load.mode(),
                    Integer.toString(load.clients()),
                    name,
                    "%,.0f".formatted(median(found, Round::perSecond)),
                    ratio(found, yardstick, Round::perSecond),
                    number(median(found, Round::processorMicros), 1),
                    ratio(found, yardstick, Round::processorMicros),
                    number(median(found, Round::p50Millis), 2),
                    number(median(found, Round::p99Millis), 2))));
  }

  static TextTable table() {
    return new TextTable(
        3,
        "protocol",
        "clients",
        "way",
        "tps",
        "of PgBouncer's",
        "CPU µs/query",
        "of PgBouncer's",
        "p50 ms",
        "p99 ms");
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String ratio(
      List<Round> rounds, List<Round> yardstick, ToDoubleFunction<Round> figure) {
    double[] ratios = new double[rounds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(yardstick.get(i));
    }
    return number(median(ratios), 2);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
