package io.manabi.core.records;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowProblem;
import io.manabi.core.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns rows of a batch into serialized {@code tf.train.Example} and back. A column is a feature; a
 * missing value of an optional column is a feature that is not there.
 */
public final class ExampleCodec {
  private ExampleCodec() {}

  /** One row as an Example; the same row gives the same bytes. */
  public static byte[] encode(Batch batch, int row) {
    BackwardWriter out = new BackwardWriter();
    List<Column> columns = batch.schema().columns();
    for (int i = columns.size() - 1; i >= 0; i--) {
      ColumnValues values = batch.columns().get(i);
      if (!columns.get(i).valueCount().isOptional() || !values.isMissing(row)) {
        int before = out.size();
        feature(values, row, out);
        out.wrap(2, before);
        int beforeName = out.size();
        out.bytes(columns.get(i).name().getBytes(StandardCharsets.UTF_8));
        out.wrap(1, beforeName);
        out.wrap(1, before);
      }
    }
    out.wrap(1, 0);
    return out.toByteArray();
  }

  /**
   * Examples as the rows of a batch.
   *
   * @param schema the features to read; others are left out
   * @param examples one serialized Example per row
   * @throws ManabiException if one is no Example, or a feature is of another type or has not as
   *     many values as its column needs; the message tells the row, counted from 0, and the feature
   */
  public static Batch decode(Schema schema, List<byte[]> examples) {
    BatchBuilder batch = new BatchBuilder(schema);
    ExampleDecoder decoder = new ExampleDecoder(schema, batch);
    for (int row = 0; row < examples.size(); row++) {
      RowProblem problem = decoder.add(examples.get(row));
      if (problem != null) {
        throw ManabiException.user(
            "Row "
                + row
                + (problem.column() == null ? " " : ": the feature '" + problem.column() + "' ")
                + problem.reason()
                + ".");
      }
    }
    return batch.take();
  }

  private static void feature(ColumnValues values, int row, BackwardWriter out) {
    int before = out.size();
    int start = values.splits().start(row);
    int end = values.splits().end(row);
    if (values instanceof ColumnValues.Int64s ints) {
      for (int i = end - 1; i >= start; i--) {
        out.varint(ints.values()[i]);
      }
    } else if (values instanceof ColumnValues.Floats floats) {
      for (int i = end - 1; i >= start; i--) {
        out.float32(floats.values()[i]);
      }
    } else if (values instanceof ColumnValues.Doubles doubles) {
      for (int i = end - 1; i >= start; i--) {
        out.float32((float) doubles.values()[i]);
      }
    } else if (values instanceof ColumnValues.Bytes bytes) {
      for (int i = end - 1; i >= start; i--) {
        int beforeValue = out.size();
        out.bytes(bytes.values()[i]);
        out.wrap(1, beforeValue);
      }
    }
    if (values.type() != ColumnType.BYTES && end > start) {
      out.wrap(1, before);
    }
    out.wrap(ExampleDecoder.field(values.type()), before);
  }
}
