package io.manabi.training.input;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The function from the number of an epoch and a seed to the records of the epoch in their order.
 * They alone decide it, however many threads read: the files come in an order of the epoch's own,
 * are read in parallel and take turns, and their records are shuffled.
 *
 * @param function the function
 */
record EpochFunction(DatasetFunction function) {
  /** How many files are open at a time. */
  private static final int OPEN_FILES = 8;

  /** How many records a file gives before it is the turn of the next one. */
  private static final long BLOCK = 16;

  /** How many records of each open file are read ahead: those of this turn and of the next. */
  private static final long READ_AHEAD = 2 * BLOCK;

  static EpochFunction of(RecordFiles files, int shuffleBuffer) {
    return of(files, shuffleBuffer, Runtime.getRuntime().availableProcessors());
  }

  /**
   * The function for a machine.
   *
   * @param files what to read
   * @param shuffleBuffer how many records are held to choose from
   * @param threads that read, at most one for each open file; no matter for the order
   */
  static EpochFunction of(RecordFiles files, int shuffleBuffer, int threads) {
    int count = files.files().size();
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      Operand<TInt64> epoch = DatasetFunction.argument(tf, "epoch", TInt64.class);
      Operand<TInt64> seed = DatasetFunction.argument(tf, "seed", TInt64.class);
      Operand<? extends TType> records =
          count == 1
              ? files.dataset(tf)
              : interleaved(tf, files, shuffled(tf, paths(tf, files), count, epoch, seed), threads);
      return new EpochFunction(
          DatasetFunction.of(
              "records_of_epoch", graph, shuffled(tf, records, shuffleBuffer, epoch, seed)));
    }
  }

  private static Operand<? extends TType> paths(Ops tf, RecordFiles files) {
    return tf.data.tensorSliceDataset(List.of(files.paths(tf)), RecordDataset.SCALAR);
  }

  private static Operand<? extends TType> interleaved(
      Ops tf, RecordFiles files, Operand<? extends TType> paths, int threads) {
    long open = Math.min(OPEN_FILES, files.files().size());
    return recordsOfFile(files)
        .mapped(
            tf,
            NodeDef.newBuilder()
                .setOp("ParallelInterleaveDatasetV4")
                .putAttr("deterministic", DatasetFunction.text("true"))
                .putAttr("Targuments", DatasetFunction.types()),
            List.of(
                paths,
                tf.constant(open),
                tf.constant(BLOCK),
                tf.constant(READ_AHEAD),
                // No file is opened before it is needed, so that there are no more buffers.
                tf.constant(0L),
                tf.constant(Math.min(open, threads))));
  }

  private static DatasetFunction recordsOfFile(RecordFiles files) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      Operand<TString> file = DatasetFunction.argument(tf, "file", TString.class);
      return DatasetFunction.of("records_of_file", graph, files.dataset(tf, file));
    }
  }

  private static Operand<? extends TType> shuffled(
      Ops tf,
      Operand<? extends TType> strings,
      int buffer,
      Operand<TInt64> epoch,
      Operand<TInt64> seed) {
    return tf.scope()
        .env()
        .opBuilder("ShuffleDataset", tf.scope().makeOpName("shuffled"), tf.scope())
        .addInput(strings.asOutput())
        .addInput(tf.constant((long) buffer).asOutput())
        .addInput(seed.asOutput())
        // Both seeds 0 would mean another order each time.
        .addInput(tf.math.add(epoch, tf.constant(1L)).asOutput())
        .setAttr("reshuffle_each_iteration", false)
        .setAttr("output_types", new DataType[] {DataType.DT_STRING})
        .setAttr("output_shapes", new Shape[] {Shape.scalar()})
        .build()
        .output(0);
  }

  /** The records of all epochs, one after the other, as a data set of strings. */
  Operand<? extends TType> flatMap(Ops tf, Operand<? extends TType> epochs, Operand<TInt64> seed) {
    return function.mapped(
        tf,
        NodeDef.newBuilder()
            .setOp("FlatMapDataset")
            .putAttr("Targuments", DatasetFunction.types(DataType.DT_INT64)),
        List.of(epochs, seed));
  }
}
