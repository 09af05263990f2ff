package io.manabi.training.step;

import io.manabi.training.parameters.ParameterExchange;
import io.manabi.training.parameters.Placed;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.RowGradient;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.TaskParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.io.FifoQueue;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.op.sparse.SparseAccumulatorTakeGradient;
import org.tensorflow.op.sparse.SparseConditionalAccumulator;
import org.tensorflow.op.train.ResourceConditionalAccumulator;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A task whose gradients are collected by the parameter servers, in TensorFlow's conditional
 * accumulators, which drop gradients of older parameters. The master, when it has added its own,
 * waits for as many as a step needs, updates with their mean, and tells the workers through a queue
 * for each that there are new parameters. A queue that has not been emptied gets nothing more, so
 * that a worker that was away for some steps goes on with the newest.
 */
final class SynchronousUpdates implements GradientFlow, ParameterExchange.Arrival {
  private final ParameterExchange exchange;
  private final Progress progress;

  /** How many gradients a step needs. */
  private final int needed;

  private final int workers;

  /** Which of the tasks this is: 0 is the master. */
  private final int index;

  /**
   * Above 0 once the master has made the last step. Workers must not look at {@link Progress#stop}
   * for it: one that saw the wish too early would leave a step to which it is needed.
   */
  private final Operand<? extends TType> ended;

  private final List<Op> applied = new ArrayList<>();
  private final List<Op> opened = new ArrayList<>();

  SynchronousUpdates(
      ParameterExchange exchange, Progress progress, int needed, int workers, int index) {
    this.exchange = exchange;
    this.progress = progress;
    this.needed = needed;
    this.workers = workers;
    this.index = index;
    this.ended =
        progress.tf().varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName("ended"));
  }

  @Override
  public TaskParameters parameters() {
    // A gradient must not be taken for one of newer parameters than it is of.
    return exchange.fetch(List.of(progress.step()));
  }

  @Override
  public Step step(
      StepGradients gradients, Operand<TFloat32> loss, Function<StepGradients, Op> update) {
    StepGradients means = exchange.send(gradients, this);
    Operand<TFloat32> meanLoss = arrived(progress.tf(), loss);
    if (index > 0) {
      Op told =
          progress
              .tf()
              .withControlDependencies(applied)
              .io
              .queueDequeue(queue(index), List.of(TBool.class));
      Ops after = progress.tf().withControlDependencies(told);
      return new Step(told, loss, after.readVariableOp(ended, TFloat32.class));
    }
    Operand<TFloat32> stop = progress.stopAfter(update.apply(means));
    // Who is told may send its next loss, which must not count for this step.
    Op noted = progress.tf().withControlDependencies(meanLoss).assignVariableOp(ended, stop);
    List<Op> tellings = new ArrayList<>();
    for (int worker = 1; worker <= workers; worker++) {
      tellings.add(tell(worker, noted));
    }
    Op made = progress.tf().withControlDependencies(tellings).noOp();
    return new Step(made, meanLoss, stop);
  }

  /** Adds a tensor to those of the other tasks, and takes their mean once there are enough. */
  @Override
  public Operand<TFloat32> arrived(Ops there, Operand<TFloat32> mine) {
    Operand<? extends TType> accumulator =
        there.train.resourceConditionalAccumulator(
            TFloat32.class,
            mine.shape(),
            ResourceConditionalAccumulator.sharedName("mean_" + applied.size()),
            ResourceConditionalAccumulator.reductionType("MEAN"));
    Op apply = there.train.resourceAccumulatorApplyGradient(accumulator, progress.step(), mine);
    applied.add(apply);
    opened.add(there.train.resourceAccumulatorSetGlobalStep(accumulator, progress.step()));
    return index > 0
        ? mine
        : there
            .withControlDependencies(apply)
            .train
            .resourceAccumulatorTakeGradient(accumulator, there.constant(needed), TFloat32.class)
            .average();
  }

  /**
   * The same for rows. TensorFlow's accumulator wants them in order, and what it calls their mean
   * leaves out the tasks that have nothing for a row. So it makes sums, and a further row, of ones,
   * counts the tasks.
   */
  @Override
  public RowGradient arrived(Ops there, Placed part, RowGradient mine) {
    Shape shape = part.parameter().shape();
    Operand<TInt64> end = there.array(shape.get(0));
    TopK<TInt64, TInt32> descending =
        there.nn.topK(there.math.neg(mine.rows()), there.size(mine.rows()), TInt32.class);
    Operand<TInt32> first = there.constant(0);
    Operand<TFloat32> ones =
        there.fill(there.constant(Shape.of(1, shape.get(1))), there.constant(1f));
    SparseConditionalAccumulator accumulator =
        there.sparse.sparseConditionalAccumulator(
            TFloat32.class,
            Shape.of(shape.get(0) + 1, shape.get(1)),
            SparseConditionalAccumulator.sharedName("rows_" + applied.size()),
            SparseConditionalAccumulator.reductionType("SUM"));
    Op apply =
        there.sparse.sparseAccumulatorApplyGradient(
            accumulator,
            progress.step(),
            there.concat(List.of(there.math.neg(descending.values()), end), first),
            there.concat(
                List.of(there.gather(mine.values(), descending.indices(), first), ones), first),
            there.constant(new long[0]),
            /* hasKnownShape= */ false);
    applied.add(apply);
    opened.add(there.train.accumulatorSetGlobalStep(accumulator, progress.step()));
    if (index > 0) {
      return mine;
    }
    SparseAccumulatorTakeGradient<TFloat32> sums =
        there
            .withControlDependencies(apply)
            .sparse
            .sparseAccumulatorTakeGradient(accumulator, there.constant(needed), TFloat32.class);
    Operand<TInt32> count = there.math.sub(there.size(sums.indices()), there.constant(1));
    Operand<TInt32> rows = there.range(first, count, there.constant(1));
    return new RowGradient(
        there.gather(sums.indices(), rows, first),
        there.math.div(
            there.gather(sums.values(), rows, first), there.gather(sums.values(), count, first)));
  }

  private FifoQueue queue(int worker) {
    return progress
        .tf()
        .io
        .fifoQueue(
            List.of(TBool.class),
            FifoQueue.sharedName("updated_" + worker),
            FifoQueue.shapes(List.of(Shape.scalar())));
  }

  private Op tell(int worker, Op noted) {
    Ops tf = progress.tf().withControlDependencies(noted);
    FifoQueue queue = queue(worker);
    Operand<TInt32> missing =
        tf.math.maximum(tf.math.sub(tf.constant(1), tf.io.queueSize(queue)), tf.constant(0));
    return tf.io.queueEnqueueMany(
        queue, List.of(tf.fill(tf.expandDims(missing, tf.constant(0)), tf.constant(true))));
  }

  @Override
  public Op open() {
    opened.add(progress.tf().assignVariableOp(ended, progress.tf().constant(0f)));
    return progress.tf().withControlDependencies(opened).noOp();
  }
}
