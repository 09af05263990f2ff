package io.manabi.training.step;

import io.manabi.training.cluster.SideRun;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The batches that a task has claimed, and its way through all of them. Those that were claimed
 * before and not finished come first: its own, and those of tasks that are no more, which the
 * others share.
 */
public final class ClaimedBatches {
  private final BatchClaims claims;
  private final TrainGraph train;
  private final TrainSession session;
  private final int trainer;
  private final PriorityQueue<Claim> mine =
      new PriorityQueue<>(Comparator.comparingLong(Claim::batch));

  /** The number of the batch that the input gives next. */
  private long next;

  /** A batch and the task that has claimed it. */
  private record Claim(long batch, int task) {}

  private ClaimedBatches(BatchClaims claims, TrainGraph train, TrainSession session) {
    this.claims = claims;
    this.train = train;
    this.session = session;
    this.trainer = train.strategy.trainer();
  }

  /** Claims the first batch, unless one is claimed already, and starts the input there. */
  static ClaimedBatches start(BatchClaims claims, TrainGraph train, TrainSession session) {
    ClaimedBatches batches = new ClaimedBatches(claims, train, session);
    boolean claimed = batches.findUnfinished(train.strategy.trainers());
    if (!claimed) {
      long first = SideRun.readLong(session.session(), claims.first());
      batches.mine.add(new Claim(first, batches.trainer));
    }
    batches.next = batches.mine.element().batch();
    session.startInput(batches.next * session.spec().schedule().batchSize());
    return batches;
  }

  /** Finds what is claimed; returns whether this task has claimed something itself. */
  private boolean findUnfinished(int trainers) {
    try (Result result = SideRun.make(session.session().runner().fetch(claims.read()))) {
      TInt64 state = (TInt64) result.get(0);
      for (int task = trainer; task < BatchClaims.TASKS; task += trainers) {
        long batch = state.getLong(1 + task);
        if (batch != BatchClaims.NONE) {
          mine.add(new Claim(batch, task));
        }
      }
      return state.getLong(1 + trainer) != BatchClaims.NONE;
    }
  }

  /** The number of the batch of the next step. */
  public long batch() {
    return mine.element().batch();
  }

  /** The last step that others have made, with the loss and the rate of {@code own}. */
  public Step look(Step own) {
    try (Result result =
        SideRun.make(
            session.session().runner().fetch(train.progress.step()).fetch(claims.stop()))) {
      return new Step(
          ((TInt64) result.get(0)).getLong(),
          own.loss(),
          own.rate(),
          ((TFloat32) result.get(1)).getFloat());
    }
  }

  /** A run of a step with the next batch, which is finished with it. */
  public StepRun next(StepRun step) {
    return (runner, options) -> {
      Claim claim = mine.element();
      for (; next < claim.batch(); next++) {
        SideRun.make(session.session().runner().addTarget(train.input.records())).close();
      }
      boolean claimsAnother = claim.task() == trainer;
      runner.fetch(claims.next());
      try (TInt64 task = TInt64.scalarOf(claim.task());
          TInt64 count = TInt64.scalarOf(claimsAnother ? 1 : 0)) {
        Result result =
            step.run(runner.feed(claims.task(), task).feed(claims.count(), count), options);
        next++;
        mine.remove();
        if (claimsAnother) {
          mine.add(new Claim(((TInt64) result.get(StepRun.FETCHES)).getLong(), trainer));
        }
        return result;
      }
    };
  }
}
