package io.manabi.jobs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a task has ended.
 *
 * @param code the exit status of its program, or 128 and the number of the signal that ended it;
 *     empty if nobody knows it, as when the machine has lost its power
 * @param at when it was seen to have ended; only good for telling which of two ended first
 * @param excess what it did that it must not, as the predicate of a sentence, such as "took more
 *     memory than it may", if it was killed for that; it would do so again
 */
public record ExitStatus(OptionalInt code, Instant at, Optional<String> excess) {
  /** Of a task that did nothing that it must not. */
  public ExitStatus(OptionalInt code, Instant at) {
    this(code, at, Optional.empty());
  }

  private static final int SIGNALLED = 128;

  /** Whether the task has done what it had to. */
  public boolean isSuccess() {
    return is(0);
  }

  /** Whether the program has ended with that status; never if nobody knows it. */
  public boolean is(int status) {
    return code.isPresent() && code.getAsInt() == status;
  }

  /** The number of the signal that ended the task; empty if it ended by itself or nobody knows. */
  public OptionalInt signal() {
    return code.isPresent() && code.getAsInt() > SIGNALLED
        ? OptionalInt.of(code.getAsInt() - SIGNALLED)
        : OptionalInt.empty();
  }

  /**
   * For the user, as what a task did.
   *
   * @param last the last line of its log, if it has one; nothing is learned from it after a signal
   */
  String describe(Optional<String> last) {
    if (excess.isPresent()) {
      return excess.get() + " and was killed";
    }
    if (signal().isPresent()) {
      return "was killed (signal " + signal().getAsInt() + ")";
    }
    return (code.isPresent() ? "ended with status " + code.getAsInt() : "ended, nobody knows how")
        + last.map(line -> ": " + line).orElse("");
  }
}
