package io.manabi.prediction.saved;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Dim;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringCopy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringGetDataPointer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringGetSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringInit;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorType;

import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.error.Code;

/**
 * Copies tensors into TensorFlow's memory and out of it. TensorFlow Java's own tensors lack half of
 * the types.
 */
final class NativeTensors {
  private static final int STRING_BYTES = 24;

  private NativeTensors() {}

  /** A copy in TensorFlow's memory, which the caller deletes. */
  static TF_Tensor copyIn(FlatTensor tensor) {
    long[] shape = tensor.shape().asArray();
    if (tensor instanceof StringTensor strings) {
      return copyIn(strings.values(), shape);
    }
    NumberTensor numbers = (NumberTensor) tensor;
    byte[] data = numbers.data();
    TF_Tensor copy = TF_AllocateTensor(tensor.type().getNumber(), shape, shape.length, data.length);
    if (data.length > 0) {
      bytes(TF_TensorData(copy), data.length).put(data, 0, data.length);
    }
    return copy;
  }

  private static TF_Tensor copyIn(byte[][] values, long[] shape) {
    TF_Tensor copy =
        TF_AllocateTensor(
            DataType.DT_STRING.getNumber(),
            shape,
            shape.length,
            (long) STRING_BYTES * values.length);
    if (values.length == 0) {
      return copy;
    }
    TF_TString strings = new TF_TString(TF_TensorData(copy));
    for (int i = 0; i < values.length; i++) {
      strings.position(i);
      TF_StringInit(strings);
      if (values[i].length > 0) {
        try (BytePointer bytes = new BytePointer(values[i])) {
          TF_StringCopy(strings, bytes, values[i].length);
        }
      }
    }
    return copy;
  }

  /**
   * A copy in Java's memory.
   *
   * @param mostBytes what it may have at most
   * @throws PredictionFailure if it is larger, or its type cannot be sent
   */
  static FlatTensor copyOut(TF_Tensor tensor, long mostBytes) {
    DataType type = DataType.forNumber(TF_TensorType(tensor));
    Shape shape = shapeOf(tensor);
    long size = TF_TensorByteSize(tensor);
    require(size, mostBytes, shape);
    if (type == DataType.DT_STRING) {
      return new StringTensor(shape, strings(tensor, Math.toIntExact(shape.size()), mostBytes));
    }
    Dtypes.bytes(type);
    byte[] data = new byte[(int) size];
    if (size > 0) {
      bytes(TF_TensorData(tensor), size).get(data, 0, data.length);
    }
    return new NumberTensor(type, shape, data);
  }

  private static byte[][] strings(TF_Tensor tensor, int count, long mostBytes) {
    byte[][] values = new byte[count][];
    if (count == 0) {
      return values;
    }
    TF_TString strings = new TF_TString(TF_TensorData(tensor));
    long all = 0;
    for (int i = 0; i < count; i++) {
      strings.position(i);
      long length = TF_StringGetSize(strings);
      all += length + STRING_BYTES;
      require(all, mostBytes, Shape.of(count));
      values[i] = new byte[(int) length];
      if (length > 0) {
        TF_StringGetDataPointer(strings).capacity(length).get(values[i], 0, values[i].length);
      }
    }
    return values;
  }

  private static void require(long bytes, long mostBytes, Shape shape) {
    if (bytes > mostBytes) {
      throw new PredictionFailure(
          Code.RESOURCE_EXHAUSTED,
          String.format(
              Locale.ROOT,
              "The answer has a tensor of shape %s and %d bytes; at most %d can be sent. Ask for"
                  + " fewer rows at once",
              TensorSpec.nameOf(shape),
              bytes,
              mostBytes));
    }
  }

  private static Shape shapeOf(TF_Tensor tensor) {
    long[] sizes = new long[TF_NumDims(tensor)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = TF_Dim(tensor, i);
    }
    return Shape.of(sizes);
  }

  private static BytePointer bytes(Pointer data, long size) {
    return new BytePointer(data).position(0).capacity(size);
  }
}
