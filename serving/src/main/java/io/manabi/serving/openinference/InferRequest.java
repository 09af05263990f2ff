package io.manabi.serving.openinference;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.codec.FlatData;
import io.manabi.serving.codec.RequestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of an inference request: JSON, and behind it the bytes of those inputs that say so.
 *
 * @see <a
 *     href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">Open
 *     Inference Protocol, REST</a>
 */
final class InferRequest {
  private final JsonFactory json;
  private final byte[] body;
  private final Map<String, FlatTensor> inputs = new TreeMap<>();
  private final Map<String, Boolean> outputs = new LinkedHashMap<>();
  private final Map<String, String> parameters = new TreeMap<>();
  private String id = "";
  private int nextBinary;

  private InferRequest(JsonFactory json, byte[] body, int jsonLength) {
    this.json = json;
    this.body = body;
    this.nextBinary = jsonLength;
  }

  /** What parses bodies that are nested up to a depth. */
  static JsonFactory json(int depth) {
    return JsonFactory.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNestingDepth(depth)
                .build())
        .build();
  }

  /**
   * Reads a body.
   *
   * @param jsonLength how much of it is JSON
   * @throws PredictionFailure if it is no request
   */
  static InferRequest read(JsonFactory json, byte[] body, int jsonLength) {
    if (jsonLength < 0 || jsonLength > body.length) {
      throw PredictionFailure.invalid(
          "Inference-Header-Content-Length is " + jsonLength + ", the body has " + body.length);
    }
    RequestJson.requireUtf8(body, jsonLength);
    InferRequest request = new InferRequest(json, body, jsonLength);
    try (JsonParser parser = json.createParser(body, 0, jsonLength)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw PredictionFailure.invalid("The body is not a JSON object");
      }
      request.readBody(parser);
    } catch (JacksonException e) {
      throw PredictionFailure.invalid("The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw PredictionFailure.invalid("The body cannot be read: " + e.getMessage());
    }
    return request;
  }

  Map<String, FlatTensor> inputs() {
    return inputs;
  }

  /** The outputs that are wanted, in the order of the request; none stands for all. */
  List<String> outputs() {
    return List.copyOf(outputs.keySet());
  }

  /** Whether an output is wanted as bytes. */
  boolean isBinary(String output) {
    return outputs.getOrDefault(
        output, Boolean.parseBoolean(parameters.getOrDefault("binary_data_output", "false")));
  }

  String id() {
    return id;
  }

  String signatureName() {
    return parameters.getOrDefault(Models.SIGNATURE_NAME, "");
  }

  private void readBody(JsonParser parser) throws IOException {
    boolean hasInputs = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "id" -> id = String.valueOf(parser.getValueAsString(""));
        case "parameters" -> parameters.putAll(parameters(parser));
        case "inputs" -> {
          hasInputs = true;
          requireList(parser, key);
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            readInput(parser);
          }
        }
        case "outputs" -> {
          requireList(parser, key);
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            readOutput(parser);
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (!hasInputs) {
      throw PredictionFailure.invalid("The request has no inputs");
    }
  }

  private static void requireList(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw PredictionFailure.invalid("'" + key + "' is not a list");
    }
  }

  private static void requireObject(JsonParser parser, String what) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw PredictionFailure.invalid("Each of '" + what + "' must be an object");
    }
  }

  private void readInput(JsonParser parser) throws IOException {
    requireObject(parser, "inputs");
    String name = "";
    String datatype = "";
    List<Long> shape = null;
    long data = -1;
    Map<String, String> own = Map.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "name" -> name = String.valueOf(parser.getValueAsString(""));
        case "datatype" -> datatype = String.valueOf(parser.getValueAsString(""));
        case "shape" -> shape = sizes(parser);
        case "parameters" -> own = parameters(parser);
        case "data" -> {
          data = parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
        }
        default -> parser.skipChildren();
      }
    }
    if (name.isEmpty() || datatype.isEmpty() || shape == null) {
      throw PredictionFailure.invalid("An input needs a name, a datatype and a shape");
    }
    try {
      put(name, tensor(name, datatype, shape, data, own.get("binary_data_size")));
    } catch (PredictionFailure e) {
      throw new PredictionFailure(e.code(), "Input '" + name + "': " + e.getMessage());
    }
  }

  private void put(String name, FlatTensor tensor) {
    if (inputs.put(name, tensor) != null) {
      throw PredictionFailure.invalid("it is there twice");
    }
  }

  private FlatTensor tensor(
      String name, String datatype, List<Long> shape, long data, @Nullable String binarySize)
      throws IOException {
    if (binarySize != null) {
      int size = binarySize.matches("\\d{1,9}") ? Integer.parseInt(binarySize) : -1;
      if (size < 0 || size > body.length - nextBinary) {
        throw PredictionFailure.invalid(
            "binary_data_size is " + size + ", and the body has not so many bytes");
      }
      int from = nextBinary;
      nextBinary += size;
      return RawTensors.read(
          Datatypes.of(datatype),
          RawTensors.shape(name, shape),
          Arrays.copyOfRange(body, from, nextBinary));
    }
    if (data < 0) {
      throw PredictionFailure.invalid("it has no data");
    }
    try (JsonParser values = json.createParser(body, (int) data, body.length - (int) data)) {
      values.nextToken();
      return FlatData.read(values, Datatypes.of(datatype), RawTensors.shape(name, shape));
    }
  }

  private void readOutput(JsonParser parser) throws IOException {
    requireObject(parser, "outputs");
    String name = "";
    Map<String, String> own = Map.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "name" -> name = String.valueOf(parser.getValueAsString(""));
        case "parameters" -> own = parameters(parser);
        default -> parser.skipChildren();
      }
    }
    outputs.put(
        name,
        Boolean.parseBoolean(
            own.getOrDefault(
                "binary_data", parameters.getOrDefault("binary_data_output", "false"))));
  }

  private static List<Long> sizes(JsonParser parser) throws IOException {
    requireList(parser, "shape");
    List<Long> sizes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw PredictionFailure.invalid("A shape must be a list of integers");
      }
      sizes.add(parser.getLongValue());
    }
    return sizes;
  }

  private static Map<String, String> parameters(JsonParser parser) throws IOException {
    requireObject(parser, "parameters");
    Map<String, String> parameters = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken().isScalarValue()) {
        parameters.put(key, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return parameters;
  }
}
