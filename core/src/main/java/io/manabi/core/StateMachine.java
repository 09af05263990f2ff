package io.manabi.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The life of something: an enum of states, the steps that are allowed between them, and listeners.
 * Jobs, cluster tasks and model versions use it. Safe for use by several threads; listeners run
 * outside the lock, on the thread that made the step, and see the steps of one thread in order.
 *
 * @param <S> the states
 */
public final class StateMachine<S extends Enum<S>> {
  private final String name;
  private final Map<S, Set<S>> allowed;
  private final List<BiConsumer<S, S>> listeners = new CopyOnWriteArrayList<>();
  private S state;

  /**
   * A life that begins in {@code initial}.
   *
   * @param name what lives, for messages
   * @param initial the first state
   * @param allowed for each state the states that may follow; a state without followers is final
   */
  public StateMachine(String name, S initial, Map<S, Set<S>> allowed) {
    this.name = requireNonNull(name, "name");
    this.state = requireNonNull(initial, "initial");
    this.allowed = new EnumMap<>(initial.getDeclaringClass());
    allowed.forEach((from, to) -> this.allowed.put(from, Set.copyOf(to)));
  }

  /** The state now. */
  public synchronized S state() {
    return state;
  }

  /** Whether no state can follow the one now. */
  public synchronized boolean isFinal() {
    return followers(state).isEmpty();
  }

  /** Calls {@code listener} with the old and the new state after each step from now on. */
  public void onChange(BiConsumer<S, S> listener) {
    listeners.add(listener);
  }

  /**
   * Goes to {@code next} if that is allowed from the state now.
   *
   * @return whether it was allowed
   */
  public boolean tryEnter(S next) {
    S previous;
    synchronized (this) {
      previous = state;
      if (!followers(previous).contains(next)) {
        return false;
      }
      state = next;
      notifyAll();
    }
    listeners.forEach(listener -> listener.accept(previous, next));
    return true;
  }

  /**
   * Goes to {@code next}.
   *
   * @throws IllegalStateException if that is not allowed from the state now
   */
  public void enter(S next) {
    if (!tryEnter(next)) {
      throw new IllegalStateException(name + " is " + state() + " and cannot become " + next);
    }
  }

  /**
   * Waits until the state is one of {@code wanted}.
   *
   * @return the state at the end, which is none of the wanted ones if the time ran out
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public synchronized S await(EnumSet<S> wanted, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!wanted.contains(state)) {
      long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    return state;
  }

  private Set<S> followers(S from) {
    return allowed.getOrDefault(from, Set.of());
  }
}
