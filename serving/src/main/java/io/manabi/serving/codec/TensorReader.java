package io.manabi.serving.codec;

import static io.manabi.prediction.tensors.TensorSpec.nameOf;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * Reads the values of one input from a stream of JSON tokens into one flat array and finds their
 * shape: the first path down the nested lists tells the rank, the first list of each level its
 * size, and all others must agree. The rules and messages are those of TensorFlow Serving's {@code
 * json_tensor.cc}.
 */
final class TensorReader implements InputReader {
  /** Deeper lists are refused; TensorFlow ends the process for a rank above 254. */
  static final int MAX_RANK = 100;

  private static final int UNKNOWN = -1;
  private static final int LARGEST_GUESS = 1 << 16;

  private final TensorSpec spec;
  private final ElementReader elements;
  private final int[] sizes = new int[MAX_RANK];
  private final int[] counts = new int[MAX_RANK];
  private int rank;
  private int rows;
  private int @Nullable [] firstItem;

  TensorReader(TensorSpec spec) {
    this.spec = spec;
    this.elements = new ElementReader(spec, elementsPerItem(spec.shape()));
  }

  private static int elementsPerItem(Shape shape) {
    long elements = 1;
    for (int i = 0; !shape.isUnknown() && i < shape.numDimensions(); i++) {
      elements *= Math.max(shape.get(i), 1);
      if (elements > LARGEST_GUESS) {
        return LARGEST_GUESS;
      }
    }
    return (int) elements;
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
    if (parser.currentToken() == JsonToken.VALUE_NULL && spec.defaultRow().isPresent()) {
      leaveRowOut();
    } else {
      readItem(parser);
      rows++;
    }
  }

  @Override
  public void leaveRowOut() {
    FlatTensor missing = spec.defaultRow().orElseThrow();
    int[] row = Arrays.stream(spec.shape().asArray()).skip(1).mapToInt(Math::toIntExact).toArray();
    elements.values().appendCopies(missing, Math.toIntExact(shapeOf(row).size()));
    if (firstItem == null) {
      firstItem = row;
    }
    rows++;
  }

  private void readItem(JsonParser parser) throws IOException {
    int sizeBefore = elements.values().size();
    rank = UNKNOWN;
    Arrays.fill(sizes, UNKNOWN);
    int level = 0;
    while (true) {
      switch (parser.currentToken()) {
        case START_ARRAY -> {
          open(level);
          level++;
        }
        case END_ARRAY -> {
          level--;
          close(level);
          count(level);
        }
        default -> {
          readValue(parser, level);
          count(level);
        }
      }
      if (level == 0) {
        break;
      }
      parser.nextToken();
    }
    checkSameShape(elements.values().size() - sizeBefore);
  }

  private void count(int level) {
    if (level > 0) {
      counts[level - 1]++;
    }
  }

  private void open(int level) {
    if (level == MAX_RANK) {
      throw PredictionFailure.invalid("Lists are nested deeper than " + MAX_RANK + " levels");
    }
    if (rank != UNKNOWN && level >= rank) {
      throw PredictionFailure.invalid(
          "Encountered list at unexpected level: " + level + " expected < " + rank);
    }
    counts[level] = 0;
  }

  private void close(int level) {
    if (rank == UNKNOWN) {
      rank = level + 1;
    }
    if (sizes[level] == UNKNOWN) {
      sizes[level] = counts[level];
    } else if (sizes[level] != counts[level]) {
      throw PredictionFailure.invalid(
          "Encountered list at unexpected size: "
              + counts[level]
              + " at level: "
              + level
              + " expected size: "
              + sizes[level]);
    }
  }

  private void readValue(JsonParser parser, int level) throws IOException {
    if (rank == UNKNOWN) {
      rank = level;
    } else if (rank != level) {
      throw PredictionFailure.invalid(
          "JSON Value: "
              + ElementReader.quote(parser)
              + " found at incorrect level: "
              + (level + 1)
              + " in the JSON DOM. Expected at level: "
              + rank);
    }
    elements.read(parser);
  }

  private void checkSameShape(int size) {
    if (firstItem == null) {
      firstItem = Arrays.copyOf(sizes, rank);
      return;
    }
    if (Arrays.equals(firstItem, 0, firstItem.length, sizes, 0, rank)) {
      return;
    }
    Shape expected = shapeOf(firstItem);
    if (size != expected.size()) {
      throw PredictionFailure.invalid(
          "Expecting tensor size: " + expected.size() + " but got: " + size);
    }
    throw PredictionFailure.invalid(
        "Expecting shape "
            + nameOf(expected)
            + " but got: "
            + nameOf(shapeOf(Arrays.copyOf(sizes, rank))));
  }

  @Override
  public FlatTensor readWhole(JsonParser parser) throws IOException {
    readItem(parser);
    return elements.values().toTensor(shapeOf(requireNonNull(firstItem, "no item")));
  }

  @Override
  public FlatTensor batch() {
    Shape row = shapeOf(requireNonNull(firstItem, "no item"));
    return elements.values().toTensor(row.prepend(rows));
  }

  private static Shape shapeOf(int[] sizes) {
    long[] copy = new long[sizes.length];
    Arrays.setAll(copy, i -> sizes[i]);
    return Shape.of(copy);
  }
}
