package io.manabi.transform;

import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import org.tensorflow.StringTensors;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Columns as tensors and back. */
final class Tensors {
  private Tensors() {}

  /** The values as a tensor, [N], [N, n] or, of ragged rows, [V]. */
  static Tensor of(ColumnValues values) {
    RowSplits splits = values.splits();
    Shape shape =
        splits.isRagged()
            ? Shape.of(splits.values())
            : splits.length() == 1
                ? Shape.of(splits.rows())
                : Shape.of(splits.rows(), splits.length());
    if (values instanceof ColumnValues.Int64s ints) {
      return TInt64.tensorOf(shape, DataBuffers.of(ints.values()));
    }
    if (values instanceof ColumnValues.Floats floats) {
      return TFloat32.tensorOf(shape, DataBuffers.of(floats.values()));
    }
    return StringTensors.of(shape, ((ColumnValues.Bytes) values).values());
  }

  /** Row splits as a tensor, [N + 1]. */
  static Tensor of(RowSplits splits) {
    long[] values = new long[splits.rows() + 1];
    for (int row = 0; row <= splits.rows(); row++) {
      values[row] = splits.start(row);
    }
    return TInt64.tensorOf(Shape.of(values.length), DataBuffers.of(values));
  }

  /** The rows that a tensor [N + 1] tells. */
  static RowSplits rowSplits(Tensor tensor) {
    long[] values = new long[Math.toIntExact(tensor.shape().size())];
    ((TInt64) tensor).copyTo(DataBuffers.of(values));
    int[] splits = new int[values.length];
    for (int i = 0; i < splits.length; i++) {
      splits[i] = Math.toIntExact(values[i]);
    }
    return RowSplits.ragged(splits);
  }

  /** A tensor [N, ...] as rows of the same length. */
  static ColumnValues rows(Tensor tensor) {
    Shape shape = tensor.shape();
    int rows = Math.toIntExact(shape.get(0));
    long length = 1;
    for (int i = 1; i < shape.numDimensions(); i++) {
      length *= shape.get(i);
    }
    return values(tensor, RowSplits.uniform(rows, Math.toIntExact(length)));
  }

  /** The values of a tensor as rows. */
  static ColumnValues values(Tensor tensor, RowSplits splits) {
    int size = Math.toIntExact(tensor.shape().size());
    if (tensor instanceof TInt64 ints) {
      long[] values = new long[size];
      ints.copyTo(DataBuffers.of(values));
      return new ColumnValues.Int64s(values, splits);
    }
    if (tensor instanceof TFloat32 floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values));
      return new ColumnValues.Floats(values, splits);
    }
    return new ColumnValues.Bytes(StringTensors.values((TString) tensor), splits);
  }
}
