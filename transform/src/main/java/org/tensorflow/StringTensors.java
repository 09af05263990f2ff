package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_Copy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetDataPointer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_Init;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.NullMarked;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TString;

/**
 * Strings as tensors and back, many at a time. {@link TString#tensorOfBytes} makes several native
 * calls and objects for each string and asks the system for the memory in use as often, which takes
 * longer than most graphs do; here short strings are written to and read from the memory of the
 * tensor itself, which is reached from this package only.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/third_party/xla/third_party/tsl/tsl/platform/ctstring_internal.h">the
 *     layout of TF_TString</a>
 */
@NullMarked
public final class StringTensors {
  // A TF_TString is 24 bytes. A short one has its size times four in the first, then its content;
  // others have one of the lowest two bits set and point to their content.
  private static final int BYTES = 24;
  private static final int SHORT = 22;
  private static final int IS_LONG = 3;

  private StringTensors() {}

  /**
   * A tensor of strings.
   *
   * @param shape its shape, of as many values as there are
   * @param values the strings, in row-major order
   */
  public static TString of(Shape shape, byte[][] values) {
    RawTensor tensor = RawTensor.allocate(TString.class, shape, (long) BYTES * values.length);
    TF_TString strings = new TF_TString(TF_TensorData(tensor.nativeHandle()));
    ByteBuffer memory = memory(strings, values.length);
    for (int i = 0; i < values.length; i++) {
      byte[] value = values[i];
      if (value.length <= SHORT) {
        memory.put(BYTES * i, (byte) (value.length << 2)).put(BYTES * i + 1, value);
        memory.put(BYTES * i + 1 + value.length, (byte) 0);
      } else {
        TF_TString_Init(strings.position(i));
        try (BytePointer content = new BytePointer(value)) {
          TF_TString_Copy(strings, content, value.length);
        }
      }
    }
    return (TString) tensor.asTypedTensor();
  }

  /** The strings of a tensor, in row-major order. */
  public static byte[][] values(TString tensor) {
    byte[][] values = new byte[Math.toIntExact(tensor.shape().size())][];
    TF_TString strings = new TF_TString(TF_TensorData(tensor.asRawTensor().nativeHandle()));
    ByteBuffer memory = memory(strings, values.length);
    for (int i = 0; i < values.length; i++) {
      int first = memory.get(BYTES * i) & 0xff;
      if ((first & IS_LONG) == 0) {
        values[i] = new byte[first >> 2];
        memory.get(BYTES * i + 1, values[i]);
      } else {
        values[i] = new byte[Math.toIntExact(TF_TString_GetSize(strings.position(i)))];
        TF_TString_GetDataPointer(strings).get(values[i]);
      }
    }
    return values;
  }

  private static ByteBuffer memory(Pointer strings, int count) {
    return new BytePointer(strings).capacity((long) BYTES * count).asByteBuffer();
  }
}
