package io.manabi.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/** Which versions were the default before, so that one after the other can be gone back to. */
final class DefaultHistory {
  private DefaultHistory() {}

  /**
   * The number of the version that was the default before the one that is. One that was gone back
   * from counts no more.
   *
   * @param events all of the model, the earliest first
   * @param now the number of the default, if there is one
   * @param canServe which versions can be the default
   */
  static OptionalLong before(List<ModelEvent> events, OptionalLong now, LongPredicate canServe) {
    Deque<Long> defaults = new ArrayDeque<>();
    for (ModelEvent event : events) {
      if (event.action() == ModelEvent.Action.SET_DEFAULT) {
        defaults.push(event.number());
      } else if (event.action() == ModelEvent.Action.ROLLBACK) {
        while (!defaults.isEmpty() && defaults.peek() != event.number()) {
          defaults.pop();
        }
      }
    }
    Optional<Long> before =
        defaults.stream()
            .filter(number -> now.isEmpty() || number != now.getAsLong())
            .filter(canServe::test)
            .findFirst();
    return before.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
