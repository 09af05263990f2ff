package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input of a signature and the column that it is.
 *
 * @param column the column; defaults of optional columns are in the graph, not here
 * @param tensor the name of its placeholder
 */
record InputFeed(Column column, String tensor) {

  /** The inputs of a signature, sorted by name. */
  static List<InputFeed> of(SignatureDef signature) {
    List<InputFeed> inputs = new ArrayList<>();
    new TreeMap<>(signature.getInputsMap())
        .forEach(
            (name, info) ->
                inputs.add(
                    new InputFeed(
                        new Column(
                            name,
                            type(name, info),
                            valueCount(info, signature.containsDefaults(name)),
                            null),
                        info.getName())));
    return inputs;
  }

  static Schema schema(List<InputFeed> inputs) {
    return new Schema(inputs.stream().map(InputFeed::column).toList());
  }

  /** The node of the placeholder. */
  String node() {
    return Subgraph.node(tensor);
  }

  private static ColumnType type(String name, TensorInfo info) {
    return TensorTypes.columnType(info.getDtype())
        .orElseThrow(
            () ->
                ManabiException.user(
                    "The input '%s' of the preprocessing is %s, which no column is; compile it again."
                        .formatted(name, info.getDtype())));
  }

  private static ValueCount valueCount(TensorInfo info, boolean maybeMissing) {
    TensorShapeProto shape = info.getTensorShape();
    if (shape.getDimCount() == 1) {
      return maybeMissing ? ValueCount.OPTIONAL : ValueCount.ONE;
    }
    int length = (int) shape.getDim(1).getSize();
    return length < 0 ? ValueCount.ANY : new ValueCount(length, length);
  }
}
