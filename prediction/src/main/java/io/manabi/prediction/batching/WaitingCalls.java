package io.manabi.prediction.batching;

import static java.util.Objects.requireNonNull;

import io.manabi.prediction.batching.PendingCall.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls in the order in which they came, and those of a kind together, so that nothing has to look
 * through all of them to make a batch. Not safe for use by several threads.
 */
final class WaitingCalls {
  private final Map<PendingCall, Optional<Kind>> all = new LinkedHashMap<>();
  private final Map<Kind, Set<PendingCall>> byKind = new HashMap<>();
  private long rows;

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  /** The rows of all; a call that has none counts as one. */
  long rows() {
    return rows;
  }

  /** The call that waits longest; there must be one. */
  PendingCall oldest() {
    return all.keySet().iterator().next();
  }

  /**
   * Adds a call behind all others.
   *
   * @param kind what it has in common with calls that it may be run with; empty if it runs alone
   */
  void add(PendingCall call, Optional<Kind> kind) {
    all.put(call, kind);
    kind.ifPresent(key -> byKind.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(call));
    rows += weight(call);
  }

  /** Removes a call and tells whether it was there. */
  boolean remove(PendingCall call) {
    Optional<Kind> kind = all.remove(call);
    if (kind == null) {
      return false;
    }
    kind.ifPresent(
        key ->
            byKind.computeIfPresent(
                key,
                (k, calls) -> {
                  calls.remove(call);
                  return calls.isEmpty() ? null : calls;
                }));
    rows -= weight(call);
    return true;
  }

  /**
   * The oldest call with those of its kind that came behind it, as long as they have so many rows
   * at most; and those that nobody waits for any more, if any are found on the way.
   */
  List<PendingCall> batch(int mostRows) {
    PendingCall first = oldest();
    List<PendingCall> batch = new ArrayList<>();
    long taken = 0;
    for (PendingCall call : requireNonNull(all.get(first)).map(byKind::get).orElse(Set.of(first))) {
      if (!batch.isEmpty() && taken + call.rows() > mostRows) {
        break;
      }
      batch.add(call);
      taken += call.isOver() ? 0 : call.rows();
    }
    return batch;
  }

  /** Those that nobody waits for any more. */
  List<PendingCall> over() {
    return all.keySet().stream().filter(PendingCall::isOver).toList();
  }

  /** The call whose deadline comes first. */
  Optional<PendingCall> earliest() {
    return all.keySet().stream()
        .min(Comparator.comparingLong(call -> call.deadline().millisLeft()));
  }

  private static int weight(PendingCall call) {
    return Math.max(1, call.rows());
  }
}
