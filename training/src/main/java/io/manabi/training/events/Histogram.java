package io.manabi.training.events;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * How numbers are spread, as TensorBoard's page of histograms reads it: a tensor [k, 3] with the
 * left end, the right end and the count of each bucket, all of one width.
 */
final class Histogram {
  private static final int BUCKETS = 30;

  private Histogram() {}

  /** Counts what is finite; there are no buckets if nothing is. */
  static TensorProto of(float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    long finite = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        finite++;
      }
    }
    if (finite == 0) {
      return tensor(new double[0], new long[0]);
    }
    if (least == most) {
      return tensor(new double[] {least - 0.5, least + 0.5}, new long[] {finite});
    }
    double width = (most - least) / BUCKETS;
    long[] counts = new long[BUCKETS];
    for (float value : values) {
      if (Float.isFinite(value)) {
        counts[Math.min(BUCKETS - 1, (int) ((value - least) / width))]++;
      }
    }
    double[] edges = new double[BUCKETS + 1];
    for (int i = 0; i < BUCKETS; i++) {
      edges[i] = least + i * width;
    }
    edges[BUCKETS] = most;
    return tensor(edges, counts);
  }

  private static TensorProto tensor(double[] edges, long[] counts) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_DOUBLE)
            .setTensorShape(shape(counts.length, 3));
    for (int i = 0; i < counts.length; i++) {
      tensor.addDoubleVal(edges[i]).addDoubleVal(edges[i + 1]).addDoubleVal((double) counts[i]);
    }
    return tensor.build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return dimensions.build();
  }
}
