package dev.lagrange.verifier.check;

import java.util.ArrayList;
import java.util.List;

/** All states of one key of a simulated cluster, with the commits that made them. */
final class KeyHistory {

  private final List<Integer> commits = new ArrayList<>();
  private final List<Long> values = new ArrayList<>();

  void add(int commit, long value) {
    commits.add(commit);
    values.add(value);
  }

  /** How many states there were at a position. */
  int count(int position) {
    int low = 0;
    int high = commits.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (commits.get(middle) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long at(int position) {
    int count = count(position);
    return count == 0 ? 0 : values.get(count - 1);
  }

  long last() {
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  int size() {
    return values.size();
  }

  List<Long> elements(int position) {
    return List.copyOf(values.subList(0, count(position)));
  }
}
