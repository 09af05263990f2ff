package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import java.io.IOException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Tensors whose shape stands beside their values, which are one list, or lists in lists. */
public final class FlatData {
  private FlatData() {}

  /**
   * Reads the value at the parser's current token up to its end.
   *
   * @throws PredictionFailure if a value is of another type, or there are more or fewer than the
   *     shape has
   */
  public static FlatTensor read(JsonParser parser, DataType type, Shape shape) throws IOException {
    ElementBuffer values =
        ElementBuffer.of(type, NumberJson.of(type), (int) Math.min(shape.size(), 1 << 16));
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else if (!token.isScalarValue() || !values.append(parser)) {
        throw ElementReader.unexpected(parser, Dtypes.nameOf(type));
      }
    } while (depth > 0 && parser.nextToken() != null);
    if (values.size() != shape.size()) {
      throw PredictionFailure.invalid(
          "there are " + values.size() + " values, and the shape has " + shape.size());
    }
    return values.toTensor(shape);
  }

  /**
   * Writes the values as one list.
   *
   * @throws PredictionFailure if the type does not stand in JSON
   */
  public static void write(JsonOutput json, FlatTensor tensor) {
    json.text('[');
    if (tensor instanceof StringTensor strings) {
      for (int i = 0; i < strings.values().length; i++) {
        json.text(i == 0 ? "" : ",").string(strings.values()[i]);
      }
    } else {
      NumberJson format =
          NumberJson.of(tensor.type())
              .orElseThrow(
                  () ->
                      PredictionFailure.invalid(
                          Dtypes.nameOf(tensor.type()) + " can only be sent as binary data"));
      byte[] data = ((NumberTensor) tensor).data();
      for (int i = 0; i < data.length; i += format.bytes()) {
        json.text(i == 0 ? "" : ",");
        format.write(json, data, i);
      }
    }
    json.text(']');
  }
}
