package io.manabi.prediction.batching;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tensorflow.proto.error.Code;

/**
 * The calls of one signature that wait, and those that run: so many at once, and the others of the
 * model have their own. What comes while nothing runs does not wait.
 */
final class SignatureQueue {
  /** Of those that are not put together. */
  private static final int MOST_WAITING_REQUESTS = 1000;

  private final BatchRun run;
  private final Optional<BatchingOptions> batching;
  private final Executor workers;
  private final ScheduledExecutorService timer;
  private final RunListener listener;
  private final int slots;
  private final int mostWaiting;
  private final Deque<PendingCall> waiting = new ArrayDeque<>();
  private int waitingRows;
  private int running;

  SignatureQueue(
      BatchRun run,
      Optional<BatchingOptions> batching,
      Executor workers,
      ScheduledExecutorService timer,
      RunListener listener) {
    this.run = run;
    this.batching = batching;
    this.workers = workers;
    this.timer = timer;
    this.listener = listener;
    BatchingOptions options = batching.orElse(BatchingOptions.UNBOUNDED);
    this.slots = options.numBatchThreads();
    this.mostWaiting =
        batching
            .map(own -> Math.multiplyExact(own.maxEnqueuedBatches(), own.maxBatchSize()))
            .orElse(MOST_WAITING_REQUESTS);
  }

  /** Runs a call on this thread if it may run at once; otherwise it waits for its turn. */
  CompletableFuture<Map<String, FlatTensor>> submit(PendingCall call) {
    batching.ifPresent(options -> checkSize(call, options));
    synchronized (this) {
      boolean atOnce = batching.isEmpty() ? running < slots : running == 0;
      if (!atOnce || !waiting.isEmpty()) {
        enqueue(call);
        return call.answer();
      }
      running++;
    }
    listener.waited(0);
    try {
      run.run(List.of(call));
    } finally {
      release();
    }
    return call.answer();
  }

  private static void checkSize(PendingCall call, BatchingOptions options) {
    if (call.rows() > options.maxBatchSize() && !options.splitLarge()) {
      throw PredictionFailure.invalid(
          "Task size "
              + call.rows()
              + " is larger than maximum input batch size "
              + options.maxBatchSize());
    }
  }

  private void enqueue(PendingCall call) {
    int rows = weight(call);
    if (waitingRows > 0 && waitingRows + rows > mostWaiting) {
      throw new PredictionFailure(
          Code.UNAVAILABLE,
          "The batch scheduling queue to which this task was submitted is full; "
              + waiting.size()
              + " requests wait. Try again later");
    }
    waiting.add(call);
    waitingRows += rows;
    listener.queueChanged(1);
    Future<?> expiry =
        timer.schedule(() -> expire(call), call.deadline().millisLeft(), TimeUnit.MILLISECONDS);
    Object unused = call.answer().whenComplete((answer, failure) -> expiry.cancel(false));
    if (running < slots) {
      startWhenDue(call);
    }
  }

  /** Rows count where batches are made of them, requests elsewhere. */
  private int weight(PendingCall call) {
    return batching.isPresent() ? Math.max(1, call.rows()) : 1;
  }

  /** A batch that is not full waits for others, but not longer than it is told. */
  private void startWhenDue(PendingCall call) {
    BatchingOptions options = batching.orElse(BatchingOptions.UNBOUNDED);
    long delay = running == 0 || isFull(options) ? 0 : options.batchTimeout().toNanos();
    if (delay == 0) {
      startWorker();
    } else {
      Object unused = timer.schedule(() -> startIfWaiting(call), delay, TimeUnit.NANOSECONDS);
    }
  }

  private boolean isFull(BatchingOptions options) {
    return waitingRows >= options.mostRows();
  }

  private synchronized void startIfWaiting(PendingCall call) {
    if (running < slots && waiting.contains(call)) {
      startWorker();
    }
  }

  private void startWorker() {
    running++;
    workers.execute(this::work);
  }

  /** Runs one batch after the other until none waits. */
  private void work() {
    while (true) {
      List<PendingCall> batch = next();
      if (batch.isEmpty()) {
        return;
      }
      batch.forEach(call -> listener.waited(System.nanoTime() - call.since()));
      run.run(batch);
    }
  }

  private synchronized void release() {
    running--;
    if (!waiting.isEmpty() && running < slots) {
      startWorker();
    }
  }

  /** Takes what is to be run next; if there is nothing, the slot is free again. */
  private synchronized List<PendingCall> next() {
    List<PendingCall> batch = new ArrayList<>();
    int rows = 0;
    BatchingOptions options = batching.orElse(BatchingOptions.UNBOUNDED);
    Iterator<PendingCall> calls = waiting.iterator();
    while (calls.hasNext()) {
      PendingCall call = calls.next();
      boolean first = batch.isEmpty();
      if (call.answer().isDone() || call.deadline().isOver()) {
        take(calls, call);
        call.answer().completeExceptionally(tooLate());
      } else if (first || joins(batch.get(0), call, rows, options)) {
        take(calls, call);
        batch.add(call);
        rows += call.rows();
        if (batching.isEmpty() || call.rows() == 0 || !run.canBatch()) {
          break;
        }
      }
    }
    if (batch.isEmpty()) {
      running--;
    }
    return batch;
  }

  private static boolean joins(
      PendingCall first, PendingCall call, int rows, BatchingOptions options) {
    return call.rows() > 0
        && rows + call.rows() <= options.mostRows()
        && first.fits(call, options.padVariableLengthInputs());
  }

  private void take(Iterator<PendingCall> calls, PendingCall call) {
    calls.remove();
    waitingRows -= weight(call);
    listener.queueChanged(-1);
  }

  /** Answers a call that still waits at its deadline. */
  private void expire(PendingCall call) {
    synchronized (this) {
      if (!waiting.remove(call)) {
        return;
      }
      waitingRows -= weight(call);
      listener.queueChanged(-1);
    }
    call.answer().completeExceptionally(tooLate());
  }

  private static PredictionFailure tooLate() {
    return new PredictionFailure(
        Code.DEADLINE_EXCEEDED, "The deadline passed before the request was run");
  }
}
