package io.manabi.prediction.tensors;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Reads tensors out of messages, in both of the ways in which they may stand there. */
final class TensorProtos {
  /** TensorFlow ends the process for more. */
  private static final int MAX_RANK = 254;

  private TensorProtos() {}

  static FlatTensor read(TensorProto proto) {
    Shape shape = shapeOf(proto.getTensorShape());
    DataType type = proto.getDtype();
    if (type == DataType.DT_STRING) {
      return strings(proto, shape);
    }
    if (!proto.getTensorContent().isEmpty()) {
      return new NumberTensor(type, shape, proto.getTensorContent().toByteArray());
    }
    int bytes = Dtypes.bytes(type);
    int given = countOf(proto);
    int size = elements(shape, bytes, given);
    check(given, size, shape, type);
    ByteBuffer data = ByteBuffer.allocate(size * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < given; i++) {
      put(data, proto, i);
    }
    repeatLast(data.array(), given * bytes, bytes);
    return new NumberTensor(type, shape, data.array());
  }

  private static int elements(Shape shape, int bytes, int given) {
    return shape.size() == given ? given : NumberTensor.requireRepeatable(shape, bytes);
  }

  private static void check(int given, int size, Shape shape, DataType type) {
    if (given > size || (given == 0 && size > 0)) {
      throw PredictionFailure.invalid(
          "A tensor of type "
              + Dtypes.nameOf(type)
              + " and shape "
              + TensorSpec.nameOf(shape)
              + " has "
              + size
              + " values, not "
              + given);
    }
  }

  /** As TensorFlow takes it: what is not given is as the last value. */
  private static void repeatLast(byte[] data, int from, int bytes) {
    for (int i = from; i < data.length; i++) {
      data[i] = data[i - bytes];
    }
  }

  private static FlatTensor strings(TensorProto proto, Shape shape) {
    List<ByteString> given = proto.getStringValList();
    int size = elements(shape, Long.BYTES, given.size());
    check(given.size(), size, shape, DataType.DT_STRING);
    byte[][] values = new byte[size][];
    for (int i = 0; i < size; i++) {
      values[i] = i < given.size() ? given.get(i).toByteArray() : values[given.size() - 1];
    }
    return new StringTensor(shape, values);
  }

  private static int countOf(TensorProto proto) {
    return switch (proto.getDtype()) {
      case DT_FLOAT -> proto.getFloatValCount();
      case DT_DOUBLE -> proto.getDoubleValCount();
      case DT_INT64 -> proto.getInt64ValCount();
      case DT_BOOL -> proto.getBoolValCount();
      case DT_UINT32 -> proto.getUint32ValCount();
      case DT_UINT64 -> proto.getUint64ValCount();
      case DT_HALF, DT_BFLOAT16 -> proto.getHalfValCount();
      case DT_COMPLEX64 -> proto.getScomplexValCount() / 2;
      case DT_COMPLEX128 -> proto.getDcomplexValCount() / 2;
      case DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN -> proto.getFloat8Val().size();
      default -> proto.getIntValCount();
    };
  }

  private static void put(ByteBuffer data, TensorProto proto, int i) {
    switch (proto.getDtype()) {
      case DT_FLOAT -> data.putFloat(proto.getFloatVal(i));
      case DT_DOUBLE -> data.putDouble(proto.getDoubleVal(i));
      case DT_INT64 -> data.putLong(proto.getInt64Val(i));
      case DT_BOOL -> data.put((byte) (proto.getBoolVal(i) ? 1 : 0));
      case DT_UINT32 -> data.putInt(proto.getUint32Val(i));
      case DT_UINT64 -> data.putLong(proto.getUint64Val(i));
      case DT_HALF, DT_BFLOAT16 -> data.putShort((short) proto.getHalfVal(i));
      case DT_COMPLEX64 ->
          data.putFloat(proto.getScomplexVal(2 * i)).putFloat(proto.getScomplexVal(2 * i + 1));
      case DT_COMPLEX128 ->
          data.putDouble(proto.getDcomplexVal(2 * i)).putDouble(proto.getDcomplexVal(2 * i + 1));
      case DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN -> data.put(proto.getFloat8Val().byteAt(i));
      case DT_INT32, DT_QINT32 -> data.putInt(proto.getIntVal(i));
      case DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16 -> data.putShort((short) proto.getIntVal(i));
      default -> data.put((byte) proto.getIntVal(i));
    }
  }

  private static Shape shapeOf(TensorShapeProto proto) {
    if (proto.getUnknownRank() || proto.getDimCount() > MAX_RANK) {
      throw PredictionFailure.invalid(
          "A tensor has a shape of " + proto.getDimCount() + " dimensions, or an unknown one");
    }
    long[] sizes = proto.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    long elements = 1;
    for (long size : sizes) {
      if (size < 0 || (size > 0 && elements > Integer.MAX_VALUE / size)) {
        throw PredictionFailure.invalid(
            "A tensor cannot have the shape " + TensorSpec.nameOf(Shape.of(sizes)));
      }
      elements *= size;
    }
    return Shape.of(sizes);
  }
}
