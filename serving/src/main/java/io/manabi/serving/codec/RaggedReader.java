package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/**
 * Reads an input whose rows have different lengths. The tensor has the length of the longest row
 * (at least 1); the others are filled up with the default of the input.
 */
final class RaggedReader implements InputReader {
  /** One long row among many makes a large tensor out of a small request. */
  private static final long MOST_ELEMENTS = 1 << 24;

  private final TensorSpec spec;
  private final ElementReader elements;
  private int[] lengths = new int[1];
  private int rows;
  private int longest = 1;

  RaggedReader(TensorSpec spec) {
    this.spec = spec;
    this.elements = new ElementReader(spec, 1);
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void readRow(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      leaveRowOut();
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw ElementReader.unexpected(parser, "list");
    }
    int before = elements.values().size();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.read(parser);
    }
    endRow(elements.values().size() - before);
  }

  @Override
  public void leaveRowOut() {
    endRow(0);
  }

  private void endRow(int length) {
    if (rows == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * rows);
    }
    lengths[rows++] = length;
    longest = Math.max(longest, length);
  }

  @Override
  public FlatTensor readWhole(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw ElementReader.unexpected(parser, "list");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readRow(parser);
    }
    return batch();
  }

  @Override
  public FlatTensor batch() {
    if ((long) rows * longest > MOST_ELEMENTS) {
      throw PredictionFailure.invalid(
          "Input \""
              + spec.name()
              + "\" has "
              + rows
              + " rows, of which the longest has "
              + longest
              + " values; that makes a tensor of more than "
              + MOST_ELEMENTS
              + " elements. Send fewer rows at once");
    }
    ElementBuffer filled = ElementBuffer.of(spec.type(), rows * longest);
    FlatTensor missing = spec.defaultRow().orElseThrow();
    int next = 0;
    for (int row = 0; row < rows; row++) {
      filled.append(elements.values(), next, lengths[row]);
      next += lengths[row];
      filled.appendCopies(missing, longest - lengths[row]);
    }
    return filled.toTensor(Shape.of(rows, longest));
  }
}
