package io.manabi.serving.tensorflow;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ClassificationResult;
import io.manabi.serving.apis.Classifications;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.Regression;
import io.manabi.serving.apis.RegressionResult;
import io.manabi.serving.codec.JsonOutput;
import io.manabi.serving.codec.RequestJson;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * The bodies of classify and regress in JSON.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#classify_and_regress_api">RESTful
 *     API</a>
 */
final class ExamplesJson {
  private static final String CONTEXT = "context";
  private static final String EXAMPLES = "examples";
  private static final String SIGNATURE_NAME = "signature_name";

  private final JsonMapper json;

  /**
   * Reads bodies.
   *
   * @param depth how deep they may be nested
   */
  ExamplesJson(int depth) {
    json = new JsonMapper(RequestJson.factory(depth, true));
  }

  /**
   * A request.
   *
   * @param signatureName empty if it names none
   * @param input the examples
   */
  record Request(String signatureName, Input input) {}

  Request read(byte[] body) {
    JsonNode document = parse(body);
    @Nullable JsonNode signature = document.get(SIGNATURE_NAME);
    if (signature != null && !signature.isTextual()) {
      throw PredictionFailure.invalid(
          "JSON Value: {…} not formatted correctly. 'signature_name' key must be a string value.");
    }
    @Nullable JsonNode examples = document.get(EXAMPLES);
    if (examples == null) {
      throw PredictionFailure.invalid(
          "JSON Value: {…} When method is classify, key 'examples' is expected and was not found");
    }
    if (!examples.isArray() || examples.isEmpty()) {
      throw PredictionFailure.invalid(
          examples.isArray()
              ? "JSON Value: {…} 'examples' value is an empty array"
              : "JSON Value: {…} Expecting 'examples' value to be an list/array");
    }
    Input.Builder input = Input.newBuilder();
    @Nullable JsonNode context = document.get(CONTEXT);
    if (context != null) {
      input.getExampleListWithContextBuilder().setContext(example(context));
    }
    for (JsonNode each : examples) {
      if (context != null) {
        input.getExampleListWithContextBuilder().addExamples(example(each));
      } else {
        input.getExampleListBuilder().addExamples(example(each));
      }
    }
    return new Request(signature == null ? "" : signature.asText(), input.build());
  }

  private JsonNode parse(byte[] body) {
    RequestJson.requireUtf8(body);
    @Nullable JsonNode document;
    try {
      document = json.readTree(RequestJson.parser(json.getFactory(), body));
    } catch (JacksonException e) {
      throw PredictionFailure.invalid("JSON Parse error: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw PredictionFailure.invalid("JSON Parse error: " + e.getMessage());
    }
    if (document == null || document.isMissingNode()) {
      throw PredictionFailure.invalid("JSON Parse error: The document is empty");
    }
    if (!document.isObject()) {
      throw PredictionFailure.invalid("JSON Value: {…} Is not object");
    }
    return document;
  }

  private static Example example(JsonNode object) {
    if (!object.isObject()) {
      throw PredictionFailure.invalid(
          "Example must be JSON object but got JSON " + object.getNodeType());
    }
    Example.Builder example = Example.newBuilder();
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      Feature.Builder feature = Feature.newBuilder();
      if (each.getValue().isArray()) {
        each.getValue().forEach(value -> add(feature, each.getKey(), value));
      } else {
        add(feature, each.getKey(), each.getValue());
      }
      example.getFeaturesBuilder().putFeature(each.getKey(), feature.build());
    }
    return example.build();
  }

  private static void add(Feature.Builder feature, String name, JsonNode value) {
    if (value.isTextual()) {
      require(feature, Feature.KindCase.BYTES_LIST, name);
      feature
          .getBytesListBuilder()
          .addValue(ByteString.copyFrom(RequestJson.bytesOf(value.textValue())));
    } else if (value.isObject() && value.size() == 1 && value.path("b64").isTextual()) {
      require(feature, Feature.KindCase.BYTES_LIST, name);
      feature.getBytesListBuilder().addValue(bytes(value.get("b64").textValue()));
    } else if (value.isFloatingPointNumber()) {
      require(feature, Feature.KindCase.FLOAT_LIST, name);
      feature.getFloatListBuilder().addValue(value.floatValue());
    } else if (value.isBoolean() || value.canConvertToLong()) {
      require(feature, Feature.KindCase.INT64_LIST, name);
      feature
          .getInt64ListBuilder()
          .addValue(value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.longValue());
    } else {
      throw PredictionFailure.invalid(
          "Feature: " + name + " has element with unexpected JSON type: " + value.getNodeType());
    }
  }

  private static ByteString bytes(String base64) {
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw PredictionFailure.invalid("Unable to base64 decode");
    }
  }

  private static void require(Feature.Builder feature, Feature.KindCase kind, String name) {
    if (feature.getKindCase() != Feature.KindCase.KIND_NOT_SET && feature.getKindCase() != kind) {
      throw PredictionFailure.invalid(
          "Unexpected element type in feature: "
              + name
              + " expecting type: "
              + feature
                  .getKindCase()
                  .name()
                  .replace("_LIST", "")
                  .toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** A label and a score for each class of each example. */
  static byte[] write(ClassificationResult result) {
    JsonOutput json = new JsonOutput().text("{\"results\":[");
    String outer = "";
    for (Classifications classes : result.getClassificationsList()) {
      json.text(outer).text('[');
      String inner = "";
      for (io.manabi.serving.apis.Class each : classes.getClassesList()) {
        json.text(inner).text('[').string(each.getLabel()).text(',');
        json.decimal(each.getScore()).text(']');
        inner = ",";
      }
      json.text(']');
      outer = ",";
    }
    return json.text("]}").toBytes();
  }

  /** A value for each example. */
  static byte[] write(RegressionResult result) {
    JsonOutput json = new JsonOutput().text("{\"results\":[");
    String separator = "";
    for (Regression each : result.getRegressionsList()) {
      json.text(separator).decimal(each.getValue());
      separator = ",";
    }
    return json.text("]}").toBytes();
  }
}
