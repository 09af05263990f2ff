package io.manabi.training.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Batches of records to train on, endless: every epoch has each record once, in an order that
 * depends on the seed and the number of the epoch alone, so that one can begin anywhere.
 *
 * @param start run once before the first batch; takes the place to begin at as feeds
 * @param records string [N]: the next batch of records
 * @param epoch the first epoch, int64 scalar; 0 if not fed
 * @param offset how many records of it are left out, int64 scalar; 0 if not fed
 */
public record TrainingInput(
    Op start, Operand<TString> records, Operand<TInt64> epoch, Operand<TInt64> offset) {
  private static final List<Class<? extends TType>> INTEGER = List.of(TInt64.class);

  /**
   * What of the records a task takes: every count-th.
   *
   * @param index which of them, from 0
   * @param count how many tasks share the records
   */
  public record Share(int index, int count) {
    /** All records. */
    public static final Share ALL = new Share(0, 1);
  }

  /**
   * Builds the input.
   *
   * @param tf where to build
   * @param files the files
   * @param batchSize records of a batch, exactly
   * @param shuffleBuffer how many records are held to choose from; as many as there are records
   *     gives a perfect shuffle
   * @param seed the same seed gives the same order; read by each run of {@link #start}
   * @param share what of them to take
   */
  public static TrainingInput build(
      Ops tf,
      RecordFiles files,
      int batchSize,
      int shuffleBuffer,
      Operand<TInt64> seed,
      Share share) {
    PlaceholderWithDefault<TInt64> epoch =
        tf.placeholderWithDefault(tf.constant(0L), Shape.scalar());
    PlaceholderWithDefault<TInt64> offset =
        tf.placeholderWithDefault(tf.constant(0L), Shape.scalar());
    Operand<? extends TType> epochs =
        tf.data.rangeDataset(
            epoch, tf.constant(Long.MAX_VALUE), tf.constant(1L), INTEGER, List.of(Shape.scalar()));
    Operand<? extends TType> records =
        EpochFunction.of(files, shuffleBuffer).flatMap(tf, epochs, seed);
    Operand<? extends TType> rest =
        tf.data.skipDataset(records, offset, RecordDataset.RECORD, RecordDataset.SCALAR);
    Operand<? extends TType> shared =
        share.count() == 1
            ? rest
            : tf.data.shardDataset(
                rest,
                tf.constant((long) share.count()),
                tf.constant((long) share.index()),
                RecordDataset.RECORD,
                RecordDataset.SCALAR);
    RecordDataset batches = RecordDataset.batches(tf, shared, batchSize, true);
    return new TrainingInput(batches.start(), batches.records(), epoch, offset);
  }
}
