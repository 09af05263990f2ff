package io.manabi.training.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.data.Iterator;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Batches of records of TFRecord files, read ahead in the background.
 *
 * @param start run once before the first batch, and again to begin anew
 * @param records string [N]: the next batch of records
 */
public record RecordDataset(Op start, Operand<TString> records) {
  static final List<Class<? extends TType>> RECORD = List.of(TString.class);
  static final List<Shape> SCALAR = List.of(Shape.scalar());
  private static final List<Shape> VECTOR = List.of(Shape.of(Shape.UNKNOWN_SIZE));

  /**
   * One pass over the files in their order; after it the next batch is an out-of-range error.
   *
   * @param tf where to build
   * @param files the files
   * @param batchSize records of a batch; the last may have fewer
   */
  public static RecordDataset forEvaluation(Ops tf, RecordFiles files, int batchSize) {
    return batches(tf, files.dataset(tf), batchSize, false);
  }

  static RecordDataset batches(
      Ops tf, Operand<? extends TType> records, int batchSize, boolean dropRemainder) {
    Operand<TInt64> size = tf.constant((long) batchSize);
    Operand<? extends TType> batches =
        tf.data.prefetchDataset(
            tf.data.batchDataset(records, size, tf.constant(dropRemainder), RECORD, VECTOR),
            tf.constant(4L),
            RECORD,
            VECTOR);
    Iterator iterator = tf.data.iterator("", "", RECORD, VECTOR);
    Op start = tf.data.makeIterator(batches, iterator);
    Operand<?> next = tf.data.iteratorGetNext(iterator, RECORD, VECTOR).components().get(0);
    return new RecordDataset(start, tf.identity(next.asOutput().expect(TString.class)));
  }
}
