package io.manabi.serving.openinference;

import io.manabi.prediction.tensors.PredictionFailure;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.error.Code;

/** The protocol's names of types; BF16 is Triton's. */
final class Datatypes {
  private static final Map<String, DataType> BY_NAME =
      Map.ofEntries(
          Map.entry("BOOL", DataType.DT_BOOL),
          Map.entry("UINT8", DataType.DT_UINT8),
          Map.entry("UINT16", DataType.DT_UINT16),
          Map.entry("UINT32", DataType.DT_UINT32),
          Map.entry("UINT64", DataType.DT_UINT64),
          Map.entry("INT8", DataType.DT_INT8),
          Map.entry("INT16", DataType.DT_INT16),
          Map.entry("INT32", DataType.DT_INT32),
          Map.entry("INT64", DataType.DT_INT64),
          Map.entry("FP16", DataType.DT_HALF),
          Map.entry("BF16", DataType.DT_BFLOAT16),
          Map.entry("FP32", DataType.DT_FLOAT),
          Map.entry("FP64", DataType.DT_DOUBLE),
          Map.entry("BYTES", DataType.DT_STRING));

  private static final Map<DataType, String> NAMES =
      BY_NAME.entrySet().stream().collect(Collectors.toMap(Entry::getValue, Entry::getKey));

  private Datatypes() {}

  static DataType of(String name) {
    DataType type = BY_NAME.get(name);
    if (type == null) {
      throw PredictionFailure.invalid("Unknown datatype '" + name + "'");
    }
    return type;
  }

  static String nameOf(DataType type) {
    String name = NAMES.get(type);
    if (name == null) {
      throw new PredictionFailure(
          Code.UNIMPLEMENTED, "The protocol has no datatype for " + type.name());
    }
    return name;
  }

  /** The name, or that of TensorFlow if the protocol has none. */
  static String describe(DataType type) {
    return NAMES.getOrDefault(type, type.name());
  }
}
