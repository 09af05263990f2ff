package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of a signature from the value of "instances" or of "inputs". */
final class InputsReader {
  private final Signature signature;
  private final Map<String, InputReader> readers = new TreeMap<>();

  private InputsReader(Signature signature) {
    this.signature = signature;
    signature.inputs().forEach((name, spec) -> readers.put(name, InputReader.of(spec)));
  }

  /** Reads the value of "instances" or of "inputs", at whose start the parser stands. */
  static Map<String, FlatTensor> read(Signature signature, JsonParser parser, AnswerLayout layout)
      throws IOException {
    if (layout == AnswerLayout.COLUMNS) {
      return new InputsReader(signature).columns(parser);
    }
    InputsReader reader;
    try {
      reader = new InputsReader(signature);
    } catch (PredictionFailure e) {
      throw RowFailures.in(0, null, e);
    }
    return reader.rows(parser);
  }

  /** Reads a list of rows, at whose start the parser stands, up to its end. */
  private Map<String, FlatTensor> rows(JsonParser parser) throws IOException {
    if (readers.isEmpty()) {
      throw PredictionFailure.invalid("Failed to get input map for signature: " + signature.name());
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw PredictionFailure.invalid("JSON Value: {…} Expecting 'instances' to be an list/array");
    }
    boolean objects = false;
    int row = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean isObject = entersNamedValues(parser);
      if (row == 0) {
        objects = isObject;
        if (!objects && readers.size() > 1) {
          throw PredictionFailure.invalid(
              "instances is a plain list, but expecting list of objects as multiple input tensors"
                  + " required as per tensorinfo_map");
        }
      } else if (objects != isObject) {
        throw PredictionFailure.invalid(
            objects
                ? "Expecting object but got list at item " + row + " of input list"
                : "Expecting value/list but got object at item " + row + " of input list");
      }
      if (objects) {
        readNamedRow(parser, row);
      } else {
        readRow(readers.values().iterator().next(), parser, row, null);
      }
      row++;
    }
    if (row == 0) {
      throw PredictionFailure.invalid("JSON Value: {…} No values in 'instances' array");
    }
    Map<String, FlatTensor> inputs = new HashMap<>();
    readers.forEach(
        (name, reader) -> {
          if (reader.rows() > 0) {
            inputs.put(name, reader.batch());
          }
        });
    return inputs;
  }

  /**
   * Whether the value at which the parser stands is an object of named values. If it is an object,
   * the parser goes on to its first name; an object of bytes, which begins with the name "b64", is
   * a plain value.
   */
  private static boolean entersNamedValues(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    return parser.nextToken() == JsonToken.END_OBJECT
        || !parser.currentName().equals(ElementReader.BASE64_KEY);
  }

  private void readNamedRow(JsonParser parser, int row) throws IOException {
    List<String> names = new ArrayList<>();
    for (; parser.currentToken() == JsonToken.FIELD_NAME; parser.nextToken()) {
      String name = parser.currentName();
      names.add(name);
      parser.nextToken();
      InputReader reader = readers.get(name);
      if (reader == null) {
        throw RowFailures.in(
            row,
            name,
            PredictionFailure.invalid("JSON object: does not have named input: " + name));
      }
      readRow(reader, parser, row, name);
    }
    for (InputReader reader : readers.values()) {
      if (reader.rows() == row && reader.spec().defaultRow().isPresent()) {
        reader.leaveRowOut();
      }
      boolean leftOut = reader.rows() == 0 && reader.spec().defaultValue().isPresent();
      if (reader.rows() != row + 1 && !leftOut) {
        throw RowFailures.wrongKeys(signature, row, names);
      }
    }
  }

  private static void readRow(InputReader reader, JsonParser parser, int row, @Nullable String name)
      throws IOException {
    try {
      reader.readRow(parser);
    } catch (PredictionFailure e) {
      throw RowFailures.in(row, name, e);
    }
  }

  /** Reads whole inputs, at whose start the parser stands, up to their end. */
  private Map<String, FlatTensor> columns(JsonParser parser) throws IOException {
    Map<String, FlatTensor> inputs = new HashMap<>();
    if (entersNamedValues(parser)) {
      for (; parser.currentToken() == JsonToken.FIELD_NAME; parser.nextToken()) {
        String name = parser.currentName();
        InputReader reader = readers.get(name);
        boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
        if (reader == null || inputs.containsKey(name) || (isNull && signature.isOptional(name))) {
          parser.skipChildren();
        } else {
          inputs.put(name, readColumn(reader, parser, name));
        }
      }
    } else if (readers.size() != 1) {
      throw PredictionFailure.invalid(
          "inputs is a plain value/list, but expecting an object as multiple input tensors required"
              + " as per tensorinfo_map");
    } else {
      InputReader only = readers.values().iterator().next();
      inputs.put(only.spec().name(), only.readWhole(parser));
    }
    requireOthers(inputs);
    return inputs;
  }

  private FlatTensor readColumn(InputReader reader, JsonParser parser, String name)
      throws IOException {
    try {
      return reader.readWhole(parser);
    } catch (PredictionFailure e) {
      if (!signature.hasOptionalInputs()) {
        throw e; // As TensorFlow Serving says it.
      }
      throw PredictionFailure.invalid(
          "Failed to process key: " + name + " of 'inputs' object. " + e.getMessage());
    }
  }

  private void requireOthers(Map<String, FlatTensor> inputs) {
    for (String name : readers.keySet()) {
      if (!inputs.containsKey(name) && !signature.isOptional(name)) {
        throw PredictionFailure.invalid("Missing named input: " + name + " in 'inputs' object.");
      }
    }
  }
}
