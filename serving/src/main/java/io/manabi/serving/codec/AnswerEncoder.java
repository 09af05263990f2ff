package io.manabi.serving.codec;

import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;

/**
 * Encodes the outputs of a model as the body of an answer. Numbers are written as {@link
 * JsonOutput} does. Strings are their bytes, or base64 if the name of the output ends in {@code
 * _bytes}.
 */
public final class AnswerEncoder {
  private static final String BYTES_SUFFIX = "_bytes";

  private final JsonOutput json = new JsonOutput();

  private AnswerEncoder() {}

  /**
   * Encodes an answer.
   *
   * @param outputs the outputs by name; for rows all have the same first dimension
   * @throws PredictionFailure if the outputs cannot be laid out in rows, or a type does not stand
   *     in JSON
   */
  public static byte[] encode(Map<String, FlatTensor> outputs, AnswerLayout layout) {
    SortedMap<String, FlatTensor> sorted = new TreeMap<>(outputs);
    sorted.values().forEach(AnswerEncoder::requireKnown);
    AnswerEncoder encoder = new AnswerEncoder();
    encoder.json.text('{');
    if (layout == AnswerLayout.COLUMNS) {
      encoder.writeColumns(sorted);
    } else {
      encoder.writeRows(sorted, layout == AnswerLayout.NAMED_ROWS || sorted.size() > 1);
    }
    return encoder.json.text('}').toBytes();
  }

  private static void requireKnown(FlatTensor tensor) {
    if (tensor instanceof NumberTensor && NumberJson.ofTensorFlowServing(tensor.type()).isEmpty()) {
      throw PredictionFailure.invalid(
          "Failed to write JSON value for tensor type: " + Dtypes.nameOf(tensor.type()));
    }
  }

  private void writeRows(SortedMap<String, FlatTensor> outputs, boolean named) {
    int rows = countRows(outputs);
    json.text("\"predictions\":[");
    for (int row = 0; row < rows; row++) {
      json.text(row == 0 ? "" : ",").text(named ? "{" : "");
      String separator = "";
      for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
        if (named) {
          json.text(separator).string(output.getKey()).text(':');
          separator = ",";
        }
        FlatTensor tensor = output.getValue();
        int rowSize = (int) (tensor.shape().size() / rows);
        new Values(output.getKey(), tensor).write(1, row * rowSize, rowSize);
      }
      json.text(named ? "}" : "");
    }
    json.text(']');
  }

  private static int countRows(SortedMap<String, FlatTensor> outputs) {
    long rows = -1;
    for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
      if (output.getValue().shape().numDimensions() == 0) {
        throw PredictionFailure.invalid(
            "Tensor name: " + output.getKey() + " has no shape information ");
      }
      long size = output.getValue().shape().get(0);
      if (rows >= 0 && size != rows) {
        throw PredictionFailure.invalid(
            "Tensor name: "
                + output.getKey()
                + " has inconsistent batch size: "
                + size
                + " expecting: "
                + rows);
      }
      rows = size;
    }
    return (int) rows;
  }

  private void writeColumns(SortedMap<String, FlatTensor> outputs) {
    boolean named = outputs.size() > 1;
    json.text("\"outputs\":").text(named ? "{" : "");
    String separator = "";
    for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
      if (named) {
        json.text(separator).string(output.getKey()).text(':');
        separator = ",";
      }
      FlatTensor tensor = output.getValue();
      new Values(output.getKey(), tensor).write(0, 0, (int) tensor.shape().size());
    }
    json.text(named ? "}" : "");
  }

  /** The values of one output. */
  private final class Values {
    private final FlatTensor tensor;
    private final Shape shape;
    private final boolean asBase64;
    private final NumberJson format;

    Values(String name, FlatTensor tensor) {
      this.tensor = tensor;
      this.shape = tensor.shape();
      this.asBase64 = name.endsWith(BYTES_SUFFIX);
      this.format = NumberJson.ofTensorFlowServing(tensor.type()).orElse(NumberJson.BOOL);
    }

    /**
     * Writes {@code size} values from {@code start} on as lists nested from {@code dimension} on.
     */
    void write(int dimension, int start, int size) {
      if (dimension == shape.numDimensions()) {
        writeValue(start);
        return;
      }
      int length = (int) shape.get(dimension);
      json.text('[');
      for (int i = 0; i < length; i++) {
        if (i > 0) {
          json.text(',');
        }
        int part = size / length;
        write(dimension + 1, start + i * part, part);
      }
      json.text(']');
    }

    private void writeValue(int index) {
      if (tensor instanceof NumberTensor numbers) {
        format.write(json, numbers.data(), index * format.bytes());
        return;
      }
      byte[] value = ((StringTensor) tensor).values()[index];
      if (asBase64) {
        json.base64(value);
      } else {
        json.string(value);
      }
    }
  }
}
