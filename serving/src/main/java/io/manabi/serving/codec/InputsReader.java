package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
  private final Map<String, TensorReader> readers = new TreeMap<>();

  InputsReader(Signature signature) {
    this.signature = signature;
    signature.inputs().forEach((name, spec) -> readers.put(name, new TensorReader(spec)));
  }

  /** Reads a list of rows, at whose start the parser stands, up to its end. */
  Map<String, FlatTensor> rows(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw RequestFailure.invalid("JSON Value: {…} Expecting 'instances' to be an list/array");
    }
    boolean objects = false;
    int row = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean isObject = entersNamedValues(parser);
      if (row == 0) {
        objects = isObject;
        if (!objects && readers.size() > 1) {
          throw RequestFailure.invalid(
              "instances is a plain list, but expecting list of objects as multiple input tensors"
                  + " required as per tensorinfo_map");
        }
      } else if (objects != isObject) {
        throw RequestFailure.invalid(
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
      throw RequestFailure.invalid("JSON Value: {…} No values in 'instances' array");
    }
    Map<String, FlatTensor> inputs = new HashMap<>();
    readers.forEach((name, reader) -> inputs.put(name, reader.batch()));
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
        || !parser.currentName().equals(TensorReader.BASE64_KEY);
  }

  private void readNamedRow(JsonParser parser, int row) throws IOException {
    List<String> names = new ArrayList<>();
    for (; parser.currentToken() == JsonToken.FIELD_NAME; parser.nextToken()) {
      String name = parser.currentName();
      names.add(name);
      parser.nextToken();
      TensorReader reader = readers.get(name);
      if (reader == null) {
        throw rowFailure(row, name, "JSON object: does not have named input: " + name);
      }
      readRow(reader, parser, row, name);
    }
    for (TensorReader reader : readers.values()) {
      if (reader.items() != row + 1) {
        throw RequestFailure.invalid(
            "Failed to process element: "
                + row
                + " of 'instances' list. JSON object: {"
                + String.join(",", names)
                + "} keys must be equal to: "
                + String.join(",", signature.inputs().keySet()));
      }
    }
  }

  private static void readRow(
      TensorReader reader, JsonParser parser, int row, @Nullable String name) throws IOException {
    try {
      reader.readItem(parser);
    } catch (RequestFailure e) {
      throw rowFailure(row, name, e.getMessage());
    }
  }

  private static RequestFailure rowFailure(int row, @Nullable String name, String reason) {
    return RequestFailure.invalid(
        "Failed to process element: "
            + row
            + (name == null ? "" : " key: " + name)
            + " of 'instances' list. Error: INVALID_ARGUMENT: "
            + reason);
  }

  /** Reads whole inputs, at whose start the parser stands, up to their end. */
  Map<String, FlatTensor> columns(JsonParser parser) throws IOException {
    if (entersNamedValues(parser)) {
      for (; parser.currentToken() == JsonToken.FIELD_NAME; parser.nextToken()) {
        TensorReader reader = readers.get(parser.currentName());
        parser.nextToken();
        if (reader == null || reader.items() > 0) {
          parser.skipChildren();
        } else {
          reader.readItem(parser);
        }
      }
    } else if (readers.size() > 1) {
      throw RequestFailure.invalid(
          "inputs is a plain value/list, but expecting an object as multiple input tensors required"
              + " as per tensorinfo_map");
    } else {
      readers.values().iterator().next().readItem(parser);
    }
    Map<String, FlatTensor> inputs = new HashMap<>();
    readers.forEach(
        (name, reader) -> {
          if (reader.items() == 0) {
            throw RequestFailure.invalid("Missing named input: " + name + " in 'inputs' object.");
          }
          inputs.put(name, reader.single());
        });
    return inputs;
  }
}
