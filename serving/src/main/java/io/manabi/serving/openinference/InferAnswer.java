package io.manabi.serving.openinference;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.TensorSpec;
import io.manabi.serving.codec.FlatData;
import io.manabi.serving.codec.JsonOutput;
import io.manabi.serving.http.Answer;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** The body of an answer over REST: JSON, and behind it those outputs that are wanted as bytes. */
final class InferAnswer {
  private InferAnswer() {}

  static Answer write(
      InferRequest request, String model, long version, Map<String, FlatTensor> outputs) {
    JsonOutput json = new JsonOutput().text("{\"model_name\": ").string(model);
    json.text(", \"model_version\": ").string(Long.toString(version));
    if (!request.id().isEmpty()) {
      json.text(", \"id\": ").string(request.id());
    }
    json.text(", \"outputs\": [");
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    List<String> names =
        request.outputs().isEmpty() ? List.copyOf(outputs.keySet()) : request.outputs();
    String separator = "";
    for (String name : names) {
      FlatTensor output = outputs.get(name);
      if (output == null) {
        continue;
      }
      json.text(separator).text("{\"name\": ").string(name).text(", \"datatype\": ");
      json.string(Datatypes.nameOf(output.type()));
      json.text(", \"shape\": " + TensorSpec.nameOf(output.shape()));
      if (request.isBinary(name)) {
        byte[] raw = RawTensors.write(output);
        binary.write(raw, 0, raw.length);
        json.text(", \"parameters\": {\"binary_data_size\": ").integer(raw.length).text("}}");
      } else {
        json.text(", \"data\": ");
        FlatData.write(json, output);
        json.text('}');
      }
      separator = ", ";
    }
    byte[] head = json.text("]}").toBytes();
    if (binary.size() == 0) {
      return Answer.ok(head);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + binary.size());
    whole.write(head, 0, head.length);
    whole.writeBytes(binary.toByteArray());
    return new Answer(
        200,
        Map.of(
            InferenceApi.HEADER_LENGTH,
            "" + head.length,
            "content-type",
            "application/octet-stream"),
        whole.toByteArray());
  }
}
