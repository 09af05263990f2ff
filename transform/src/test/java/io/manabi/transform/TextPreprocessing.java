package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A preprocessing with a column of each type, a function library and an output that is no column.
 */
final class TextPreprocessing implements Preprocessing {

  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction(
            "columns",
            Schema.of(Column.bytes("number as text"), Column.int64("count"), Column.floats("x")),
            (tf, columns) ->
                Map.of(
                    "number",
                    tf.strings.toNumber(columns.bytes("number as text")),
                    "text",
                    tf.strings.upper(columns.bytes("number as text")),
                    "count",
                    columns.int64s("count"),
                    "doubled",
                    tf.math.mul(columns.floats("x"), tf.constant(2f)))),
        new TransformFunction(
            "pixels",
            Schema.of(Column.bytes("picture")),
            (tf, columns) ->
                Map.of(
                    "pixels",
                    RowFunction.map(
                        tf,
                        columns.bytes("picture"),
                        TFloat32.class,
                        Shape.of(2),
                        (row, picture) ->
                            row.reshape(
                                row.dtypes.cast(
                                    row.io.decodeRaw(picture, org.tensorflow.types.TUint8.class),
                                    TFloat32.class),
                                row.array(2))))));
  }
}
