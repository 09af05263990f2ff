package io.manabi.serving.codec;

import static io.manabi.serving.codec.TensorSpec.nameOf;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
final class TensorReader {
  /** Deeper lists are refused; TensorFlow ends the process for a rank above 254. */
  static final int MAX_RANK = 100;

  /** The one key of an object that holds bytes. */
  static final String BASE64_KEY = "b64";

  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();
  private static final int UNKNOWN = -1;
  private static final int LONGEST_QUOTE = 100;
  private static final int LARGEST_GUESS = 1 << 16;

  private final TensorSpec spec;
  private final Values values;
  private final int[] sizes = new int[MAX_RANK];
  private final int[] counts = new int[MAX_RANK];
  private int rank;
  private int items;
  private int @Nullable [] firstItem;

  TensorReader(TensorSpec spec) {
    this.spec = spec;
    this.values = Values.ofType(spec.type(), elementsPerItem(spec.shape()));
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

  /** How many items were read. */
  int items() {
    return items;
  }

  /**
   * Reads one more item: a value or nested lists of values. The current token of {@code parser} is
   * its first one, or the name {@code b64} inside an object that has just been entered; afterwards
   * it is its last one.
   *
   * @throws RequestFailure if a value is of another type, lists are ragged, or the item's shape is
   *     not that of the items before
   */
  void readItem(JsonParser parser) throws IOException {
    int sizeBefore = values.size();
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
    checkSameShape(values.size() - sizeBefore);
    items++;
  }

  private void count(int level) {
    if (level > 0) {
      counts[level - 1]++;
    }
  }

  private void open(int level) {
    if (level == MAX_RANK) {
      throw RequestFailure.invalid("Lists are nested deeper than " + MAX_RANK + " levels");
    }
    if (rank != UNKNOWN && level >= rank) {
      throw RequestFailure.invalid(
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
      throw RequestFailure.invalid(
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
      throw RequestFailure.invalid(
          "JSON Value: "
              + quote(parser)
              + " found at incorrect level: "
              + (level + 1)
              + " in the JSON DOM. Expected at level: "
              + rank);
    }
    JsonToken token = parser.currentToken();
    boolean isObject = token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME;
    if (isObject && values instanceof StringValues strings) {
      strings.append(readBase64(parser));
    } else if (isObject || !values.append(parser)) {
      throw RequestFailure.invalid(
          "JSON Value: "
              + quote(parser)
              + " Type: "
              + typeName(token)
              + " is not of expected type: "
              + nameOf(spec.type()));
    }
  }

  private static byte[] readBase64(JsonParser parser) throws IOException {
    JsonToken key =
        parser.currentToken() == JsonToken.START_OBJECT
            ? parser.nextToken()
            : parser.currentToken();
    if (key == JsonToken.FIELD_NAME
        && parser.currentName().equals(BASE64_KEY)
        && parser.nextToken() == JsonToken.VALUE_STRING) {
      byte[] bytes;
      try {
        bytes = parser.getBinaryValue(BASE64);
      } catch (JsonParseException e) {
        throw RequestFailure.invalid("Unable to base64 decode");
      }
      if (parser.nextToken() == JsonToken.END_OBJECT) {
        return bytes;
      }
    }
    throw RequestFailure.invalid("JSON Value: {…} not formatted correctly for base64 data");
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
      throw RequestFailure.invalid(
          "Expecting tensor size: " + expected.size() + " but got: " + size);
    }
    throw RequestFailure.invalid(
        "Expecting shape "
            + nameOf(expected)
            + " but got: "
            + nameOf(shapeOf(Arrays.copyOf(sizes, rank))));
  }

  /** The only item that was read, as a tensor of its shape. */
  FlatTensor single() {
    return new FlatTensor(shapeOf(requireNonNull(firstItem, "no item")), values);
  }

  /** All items that were read, as a tensor whose first dimension is their number. */
  FlatTensor batch() {
    return new FlatTensor(shapeOf(requireNonNull(firstItem, "no item")).prepend(items), values);
  }

  private static Shape shapeOf(int[] sizes) {
    return Shape.of(Arrays.stream(sizes).asLongStream().toArray());
  }

  private static String quote(JsonParser parser) throws IOException {
    String text =
        switch (parser.currentToken()) {
          case START_OBJECT, FIELD_NAME -> "{…}";
          case VALUE_STRING -> '"' + parser.getText() + '"';
          default -> parser.getText();
        };
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  private static String typeName(JsonToken token) {
    return switch (token) {
      case START_OBJECT, FIELD_NAME -> "Object";
      case VALUE_NULL -> "Null";
      case VALUE_TRUE -> "True";
      case VALUE_FALSE -> "False";
      case VALUE_STRING -> "String";
      default -> "Number";
    };
  }
}
