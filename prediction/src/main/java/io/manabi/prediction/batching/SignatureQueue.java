package io.manabi.prediction.batching;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.error.Code;

/**
 * The calls of one signature that wait, and those that run: so many at once, and the others of the
 * model have their own. What comes while nothing runs does not wait for others. Answers are given
 * outside the lock, for whoever gets one may ask again.
 */
final class SignatureQueue {
  private static final Logger LOG = LoggerFactory.getLogger(SignatureQueue.class);

  /** Of those that are not put together. */
  private static final int MOST_WAITING_REQUESTS = 1000;

  private final BatchRun run;
  private final Optional<BatchingOptions> batching;
  private final BatchingOptions options;
  private final Executor workers;
  private final ScheduledExecutorService timer;
  private final RunListener listener;
  private final DeadlineWatch deadlines;
  private final WaitingCalls waiting = new WaitingCalls();
  private int running;

  /** Whether the timer will look whether a batch that is not full has waited long enough. */
  private boolean timed;

  SignatureQueue(
      BatchRun run,
      Optional<BatchingOptions> batching,
      Executor workers,
      ScheduledExecutorService timer,
      RunListener listener) {
    this.run = run;
    this.batching = batching;
    this.options = batching.orElse(BatchingOptions.UNBOUNDED);
    this.workers = workers;
    this.timer = timer;
    this.listener = listener;
    this.deadlines = new DeadlineWatch(timer, this::lookAtDeadlines);
  }

  /**
   * Has a call run when its turn comes.
   *
   * @throws PredictionFailure if it is too large, or too many wait
   */
  CompletableFuture<Map<String, FlatTensor>> submit(PendingCall call) {
    if (call.rows() > options.maxBatchSize() && !options.splitLarge()) {
      throw PredictionFailure.invalid(
          "Task size "
              + call.rows()
              + " is larger than maximum input batch size "
              + options.maxBatchSize());
    }
    if (isFull(call)) {
      answerThoseThatAreOver();
    }
    enqueue(call);
    return call.answer();
  }

  /** Rows count where batches are made of them, requests elsewhere. */
  private synchronized boolean isFull(PendingCall call) {
    if (batching.isEmpty()) {
      return waiting.size() >= MOST_WAITING_REQUESTS;
    }
    long most = (long) options.maxEnqueuedBatches() * options.maxBatchSize();
    return !waiting.isEmpty() && waiting.rows() + call.rows() > most;
  }

  private synchronized void enqueue(PendingCall call) {
    if (isFull(call)) {
      throw unavailable(
          "The batch scheduling queue to which this task was submitted is full; "
              + waiting.size()
              + " requests wait. Try again later");
    }
    boolean together = batching.isPresent() && call.rows() > 0 && run.isSeparable(call);
    waiting.add(
        call,
        together ? Optional.of(call.kind(options.padVariableLengthInputs())) : Optional.empty());
    listener.queueChanged(1);
    try {
      startWhenDue();
      deadlines.add(call.deadline());
    } catch (RejectedExecutionException e) {
      take(call);
      throw unavailable("The model is being unloaded. Try again later");
    }
  }

  private void answerThoseThatAreOver() {
    List<PendingCall> over;
    synchronized (this) {
      over = waiting.over();
      over.forEach(this::take);
    }
    over.forEach(PendingCall::answerTooLate);
  }

  /** What the timer does when the earliest deadline has passed. */
  private void lookAtDeadlines() {
    answerThoseThatAreOver();
    synchronized (this) {
      deadlines.clear();
      waiting.earliest().ifPresent(call -> deadlines.add(call.deadline()));
    }
  }

  /** The timer need not keep what is not used any more. */
  void close() {
    deadlines.clear();
  }

  private static PredictionFailure unavailable(String message) {
    return new PredictionFailure(Code.UNAVAILABLE, message);
  }

  /** A batch that is not full waits for others, but not longer than it is told. */
  private void startWhenDue() {
    if (running >= options.numBatchThreads() || waiting.isEmpty()) {
      return; // What runs takes the next when it has finished.
    }
    long waited = System.nanoTime() - waiting.oldest().since();
    long left = options.batchTimeout().toNanos() - waited;
    if (running == 0 || left <= 0 || waiting.rows() >= options.mostRows()) {
      startWorker();
    } else if (!timed) {
      timed = true;
      Object unused = timer.schedule(this::lookAgain, left, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void lookAgain() {
    timed = false;
    startWhenDue();
  }

  private void startWorker() {
    running++;
    boolean started = false;
    try {
      workers.execute(this::work);
      started = true;
    } finally {
      running -= started ? 0 : 1;
    }
  }

  /** Runs one batch after the other until none waits. */
  private void work() {
    boolean more = true;
    try {
      while (more) {
        List<PendingCall> batch = next();
        more = !batch.isEmpty();
        runTaken(batch);
      }
    } finally {
      if (more) {
        release();
      }
    }
  }

  private void runTaken(List<PendingCall> batch) {
    try {
      batch.forEach(call -> tellWaited(call, System.nanoTime() - call.since()));
    } catch (RuntimeException | Error e) {
      LOG.error("What hears of runs failed", e);
    }
    run.run(batch);
  }

  private void tellWaited(PendingCall call, long nanos) {
    listener.waited(nanos);
    call.listener().waited(nanos);
  }

  private synchronized void release() {
    running--;
    if (!waiting.isEmpty() && running < options.numBatchThreads()) {
      startWorker();
    }
  }

  /** Takes what is to be run next; if there is nothing, the slot is free again. */
  private synchronized List<PendingCall> next() {
    if (waiting.isEmpty()) {
      running--;
      return List.of();
    }
    List<PendingCall> batch = waiting.batch(options.mostRows());
    batch.forEach(this::take);
    return batch;
  }

  private boolean take(PendingCall call) {
    boolean waited = waiting.remove(call);
    if (waited) {
      listener.queueChanged(-1);
    }
    return waited;
  }
}
