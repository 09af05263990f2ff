package io.manabi.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** TensorFlow Serving's answers about models, as its protocol buffers stand in JSON. */
final class ModelDescription {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private ModelDescription(JsonGenerator json) {
    this.json = json;
  }

  private interface Content {
    void write(ModelDescription description) throws IOException;
  }

  private static byte[] write(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
        content.write(new ModelDescription(json));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A {@code GetModelStatusResponse}. */
  static byte[] status(List<VersionStatus> statuses) {
    return write(description -> description.writeStatus(statuses));
  }

  /** A {@code GetModelMetadataResponse}. */
  static byte[] metadata(String model, long version, MetaGraphDef metaGraph) {
    return write(description -> description.writeMetadata(model, version, metaGraph));
  }

  private void writeStatus(List<VersionStatus> statuses) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("model_version_status");
    for (VersionStatus status : statuses) {
      json.writeStartObject();
      json.writeStringField("version", Long.toString(status.number()));
      json.writeStringField("state", status.state().name());
      json.writeObjectFieldStart("status");
      json.writeStringField("error_code", status.error().isEmpty() ? "OK" : "INVALID_ARGUMENT");
      json.writeStringField("error_message", status.error().orElse(""));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeMetadata(String model, long version, MetaGraphDef metaGraph)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("model_spec");
    json.writeStringField("name", model);
    json.writeStringField("signature_name", "");
    json.writeStringField("version", Long.toString(version));
    json.writeEndObject();
    json.writeObjectFieldStart("metadata");
    json.writeObjectFieldStart("signature_def");
    json.writeObjectFieldStart("signature_def");
    for (Map.Entry<String, SignatureDef> signature :
        new TreeMap<>(metaGraph.getSignatureDefMap()).entrySet()) {
      json.writeObjectFieldStart(signature.getKey());
      writeTensors("inputs", signature.getValue().getInputsMap());
      writeTensors("outputs", signature.getValue().getOutputsMap());
      writeDefaults(signature.getValue().getDefaultsMap());
      json.writeStringField("method_name", signature.getValue().getMethodName());
      json.writeEndObject();
    }
    for (int depth = 0; depth < 4; depth++) {
      json.writeEndObject();
    }
  }

  private void writeTensors(String field, Map<String, TensorInfo> tensors) throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, TensorInfo> tensor : new TreeMap<>(tensors).entrySet()) {
      json.writeObjectFieldStart(tensor.getKey());
      json.writeStringField("dtype", tensor.getValue().getDtype().name());
      writeShape(tensor.getValue().getTensorShape());
      json.writeStringField("name", tensor.getValue().getName());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Writes what inputs are that a request leaves out; nothing if it must give all. */
  private void writeDefaults(Map<String, TensorProto> defaults) throws IOException {
    if (defaults.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("defaults");
    for (Map.Entry<String, TensorProto> each : new TreeMap<>(defaults).entrySet()) {
      TensorProto tensor = each.getValue();
      json.writeObjectFieldStart(each.getKey());
      json.writeStringField("dtype", tensor.getDtype().name());
      writeShape(tensor.getTensorShape());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void writeShape(TensorShapeProto shape) throws IOException {
    json.writeObjectFieldStart("tensor_shape");
    json.writeArrayFieldStart("dim");
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      json.writeStartObject();
      json.writeStringField("size", Long.toString(dimension.getSize()));
      json.writeStringField("name", dimension.getName());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("unknown_rank", shape.getUnknownRank());
    json.writeEndObject();
  }
}
