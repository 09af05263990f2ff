package io.manabi.training.parameters;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Finds sums and means over all tasks of a cluster in a ring of messages between them. All tasks
 * must build the same calls in the same order.
 */
public final class AllReduce {
  /** A message of that many numbers is worth its cost. */
  private static final long LARGE = 1 << 20;

  private static final int GROUP = 1;

  private final Ops task;
  private final int tasks;
  private int instances;

  /**
   * A ring.
   *
   * @param task builds on the device of this task
   * @param tasks how many there are
   */
  public AllReduce(Ops task, int tasks) {
    this.task = task;
    this.tasks = tasks;
  }

  /** How many tasks there are. */
  public int tasks() {
    return tasks;
  }

  /** The sum over all tasks. */
  public <T extends TNumber> Operand<T> sum(Operand<T> x) {
    // TensorFlow Java has no class for this version of the operation.
    return task.scope()
        .env()
        .opBuilder(
            "CollectiveReduceV2", task.scope().makeOpName("CollectiveReduceV2"), task.scope())
        .addInput(x.asOutput())
        .addInput(task.constant(tasks).asOutput())
        .addInput(task.constant(GROUP).asOutput())
        .addInput(task.constant(++instances).asOutput())
        .addInputList(new Output<?>[0])
        .setAttr("merge_op", "Add")
        .setAttr("final_op", "Id")
        .setAttr("communication_hint", "ring")
        .build()
        .<T>output(0);
  }

  /**
   * The means over all tasks. None is there before all are, so that whoever uses them does so for
   * all or for none.
   *
   * @param tensors of any shapes
   * @param exact how many of the last are never sent as bfloat16
   * @param bfloat16 whether the others are
   */
  public List<Operand<TFloat32>> means(
      List<Operand<TFloat32>> tensors, int exact, boolean bfloat16) {
    List<Bucket> buckets = buckets(tensors, bfloat16 ? tensors.size() - exact : tensors.size());
    Operand<TFloat32> share = task.constant(1f / tasks);
    List<Operand<TFloat32>> sums = new ArrayList<>();
    for (Bucket bucket : buckets) {
      Operand<TFloat32> packed = bucket.pack(task, tensors);
      boolean small = bfloat16 && bucket.members().get(0) < tensors.size() - exact;
      sums.add(
          small
              ? task.dtypes.cast(sum(task.dtypes.cast(packed, TBfloat16.class)), TFloat32.class)
              : sum(packed));
    }
    Ops all = task.withControlDependencies(List.<Op>copyOf(sums));
    List<Operand<TFloat32>> means = new ArrayList<>(tensors);
    for (int i = 0; i < buckets.size(); i++) {
      buckets.get(i).unpack(task, all.math.mul(sums.get(i), share), means);
    }
    return means;
  }

  /** Fills buckets one after the other; none has tensors from both sides of the border. */
  private static List<Bucket> buckets(List<Operand<TFloat32>> tensors, int border) {
    List<Bucket> buckets = new ArrayList<>();
    List<Integer> members = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < tensors.size(); i++) {
      members.add(i);
      size += tensors.get(i).shape().size();
      if (size >= LARGE || i == border - 1 || i == tensors.size() - 1) {
        buckets.add(
            new Bucket(
                List.copyOf(members), members.stream().map(m -> tensors.get(m).shape()).toList()));
        members.clear();
        size = 0;
      }
    }
    return buckets;
  }
}
