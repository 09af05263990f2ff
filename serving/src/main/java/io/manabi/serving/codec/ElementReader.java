package io.manabi.serving.codec;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads single values of an input into one flat array. */
final class ElementReader {
  /** The one key of an object that holds bytes. */
  static final String BASE64_KEY = "b64";

  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();
  private static final int LONGEST_QUOTE = 100;

  private final TensorSpec spec;
  private final ElementBuffer values;
  private final @Nullable FlatTensor missing;

  /** A reader of values for {@code spec}, with room for {@code capacity}; it grows when needed. */
  ElementReader(TensorSpec spec, int capacity) {
    this.spec = spec;
    this.values = ElementBuffer.of(spec.type(), capacity);
    this.missing = spec.defaultRow().orElse(null);
  }

  /** All that was read. */
  ElementBuffer values() {
    return values;
  }

  /**
   * Reads the value at the parser's current token; null gives the default, if there is one.
   *
   * @throws PredictionFailure if it is of another type
   */
  void read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL && missing != null) {
      values.appendCopies(missing, 1);
      return;
    }
    boolean isObject = token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME;
    if (isObject && values instanceof StringElements strings) {
      strings.append(readBase64(parser));
    } else if (isObject || !values.append(parser)) {
      throw unexpected(parser, Dtypes.nameOf(spec.type()));
    }
  }

  /** The failure for a token that should have been something else. */
  static PredictionFailure unexpected(JsonParser parser, String expected) throws IOException {
    return PredictionFailure.invalid(
        "JSON Value: "
            + quote(parser)
            + " Type: "
            + typeName(parser.currentToken())
            + " is not of expected type: "
            + expected);
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
        throw PredictionFailure.invalid("Unable to base64 decode");
      }
      if (parser.nextToken() == JsonToken.END_OBJECT) {
        return bytes;
      }
    }
    throw PredictionFailure.invalid("JSON Value: {…} not formatted correctly for base64 data");
  }

  static String quote(JsonParser parser) throws IOException {
    String text =
        switch (parser.currentToken()) {
          case START_OBJECT, FIELD_NAME -> "{…}";
          case START_ARRAY -> "[…]";
          case VALUE_STRING -> '"' + parser.getText() + '"';
          default -> parser.getText();
        };
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  private static String typeName(JsonToken token) {
    return switch (token) {
      case START_OBJECT, FIELD_NAME -> "Object";
      case START_ARRAY -> "Array";
      case VALUE_NULL -> "Null";
      case VALUE_TRUE -> "True";
      case VALUE_FALSE -> "False";
      case VALUE_STRING -> "String";
      default -> "Number";
    };
  }
}
