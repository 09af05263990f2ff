package io.manabi.transform;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Runs the functions of a {@link TransformGraph} on batches, outside of any other graph. It holds
 * native memory until it is closed. Safe for use by several threads, each of which computes by
 * itself.
 */
public final class TransformSession implements AutoCloseable {
  // A graph over columns has little to do side by side, and callers bring threads of their own.
  private static final int IN_THE_THREAD_OF_THE_CALLER = -1;

  private final TransformGraph transform;
  private final Graph graph;
  private final Session session;

  /** Opens a session. */
  public TransformSession(TransformGraph transform) {
    this.transform = transform;
    this.graph = new Graph();
    graph.importGraphDef(transform.graph());
    this.session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setInterOpParallelismThreads(IN_THE_THREAD_OF_THE_CALLER)
                .build());
  }

  /**
   * Applies a function to a batch.
   *
   * @param function its name
   * @param rows a batch with at least the columns that the function reads
   * @return a batch of {@link TransformGraph#outputs}, as many rows as the function makes
   * @throws ManabiException if there is no such function, a column is missing or has another type,
   *     an output is no column, or a row makes the graph fail
   */
  public Batch apply(String function, Batch rows) {
    SignatureDef signature = transform.signature(function);
    Schema schema = transform.outputs(function);
    List<Tensor> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Column column : transform.inputs(function).columns()) {
        Tensor tensor = tensor(checked(function, column, rows));
        fed.add(tensor);
        runner.feed(signature.getInputsOrThrow(column.name()).getName(), tensor);
      }
      for (Column column : schema.columns()) {
        runner.fetch(signature.getOutputsOrThrow(column.name()).getName());
      }
      try (Result result = run(function, rows, runner)) {
        List<ColumnValues> values = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
          values.add(values(result.get(i)));
        }
        return new Batch(schema, values);
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static Result run(String function, Batch rows, Session.Runner runner) {
    try {
      return runner.run();
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other type in common.
      throw ManabiException.user(
          "Function '"
              + function
              + "' fails on a batch of "
              + rows.rows()
              + " rows: "
              + Failures.firstLine(e)
              + ".",
          e);
    }
  }

  private static ColumnValues checked(String function, Column column, Batch rows) {
    ColumnValues values = rows.column(column.name());
    if (values.type() != column.type()) {
      throw ManabiException.user(
          "Function '"
              + function
              + "' reads the column '"
              + column.name()
              + "' as "
              + column.type()
              + ", but the data has "
              + values.type()
              + ".");
    }
    return values;
  }

  private static Tensor tensor(ColumnValues values) {
    Shape shape = Shape.of(values.rows());
    if (values instanceof ColumnValues.Int64s ints) {
      return TInt64.tensorOf(shape, DataBuffers.of(ints.values()));
    }
    if (values instanceof ColumnValues.Floats floats) {
      return TFloat32.tensorOf(shape, DataBuffers.of(floats.values()));
    }
    return TString.tensorOfBytes(
        shape, DataBuffers.of(((ColumnValues.Bytes) values).values(), true, false));
  }

  private static ColumnValues values(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    if (tensor instanceof TInt64 ints) {
      long[] values = new long[size];
      ints.copyTo(DataBuffers.of(values));
      return new ColumnValues.Int64s(values);
    }
    if (tensor instanceof TFloat32 floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values));
      return new ColumnValues.Floats(values);
    }
    NdArray<byte[]> bytes = ((TString) tensor).asBytes();
    byte[][] values = new byte[size][];
    for (int i = 0; i < size; i++) {
      values[i] = bytes.getObject(i);
    }
    return new ColumnValues.Bytes(values);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
