package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Encodes the outputs of a model as the body of an answer. Floats are written with the fewest
 * digits that read back as the same float, whole ones with {@code .0}, others than numbers as the
 * bare words NaN, Infinity and -Infinity. Strings are text, or base64 if the name of the output
 * ends in {@code _bytes}.
 */
public final class AnswerEncoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();
  private static final String BYTES_SUFFIX = "_bytes";

  private final JsonGenerator json;

  private AnswerEncoder(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Encodes an answer.
   *
   * @param outputs the outputs by name; for rows all have the same first dimension
   * @throws RequestFailure if the outputs cannot be laid out in rows
   */
  public static byte[] encode(Map<String, FlatTensor> outputs, AnswerLayout layout) {
    SortedMap<String, FlatTensor> sorted = new TreeMap<>(outputs);
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        AnswerEncoder encoder = new AnswerEncoder(json);
        json.writeStartObject();
        if (layout == AnswerLayout.COLUMNS) {
          encoder.writeColumns(sorted);
        } else {
          encoder.writeRows(sorted, layout == AnswerLayout.NAMED_ROWS || sorted.size() > 1);
        }
        json.writeEndObject();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeRows(SortedMap<String, FlatTensor> outputs, boolean named) throws IOException {
    long rows = countRows(outputs);
    json.writeArrayFieldStart("predictions");
    for (int row = 0; row < rows; row++) {
      if (named) {
        json.writeStartObject();
      }
      for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
        FlatTensor tensor = output.getValue();
        if (named) {
          json.writeFieldName(output.getKey());
        }
        int rowSize = (int) (tensor.values().size() / rows);
        write(output.getKey(), tensor, 1, row * rowSize, rowSize);
      }
      if (named) {
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static long countRows(SortedMap<String, FlatTensor> outputs) {
    long rows = -1;
    for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
      if (output.getValue().shape().numDimensions() == 0) {
        throw RequestFailure.invalid(
            "Tensor name: " + output.getKey() + " has no shape information ");
      }
      long size = output.getValue().shape().get(0);
      if (rows >= 0 && size != rows) {
        throw RequestFailure.invalid(
            "Tensor name: "
                + output.getKey()
                + " has inconsistent batch size: "
                + size
                + " expecting: "
                + rows);
      }
      rows = size;
    }
    return rows;
  }

  private void writeColumns(SortedMap<String, FlatTensor> outputs) throws IOException {
    json.writeFieldName("outputs");
    boolean named = outputs.size() > 1;
    if (named) {
      json.writeStartObject();
    }
    for (Map.Entry<String, FlatTensor> output : outputs.entrySet()) {
      if (named) {
        json.writeFieldName(output.getKey());
      }
      write(output.getKey(), output.getValue(), 0, 0, output.getValue().values().size());
    }
    if (named) {
      json.writeEndObject();
    }
  }

  /** Writes {@code size} values from {@code start} on as lists nested from {@code dimension} on. */
  private void write(String name, FlatTensor tensor, int dimension, int start, int size)
      throws IOException {
    if (dimension == tensor.shape().numDimensions()) {
      tensor.values().write(json, start, name.endsWith(BYTES_SUFFIX));
      return;
    }
    int length = (int) tensor.shape().get(dimension);
    json.writeStartArray();
    for (int i = 0; i < length; i++) {
      int part = size / length;
      write(name, tensor, dimension + 1, start + i * part, part);
    }
    json.writeEndArray();
  }
}
