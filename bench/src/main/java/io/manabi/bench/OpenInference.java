package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One row as requests of the Open Inference Protocol v2, the same ones for every server. */
final class OpenInference {
  /** Servers may have different builds of TensorFlow, which add in different orders. */
  private static final float TOLERANCE = 1e-5f;

  /** Of a message of gRPC: whether it is compressed, and its length. */
  private static final int GRPC_HEAD = 5;

  private final ServedModel model;
  private final byte[] json;
  private final Http2Request message;

  OpenInference(ServedModel model) {
    this.model = model;
    this.json = json(model);
    this.message = Http2Request.grpc("/inference.GRPCInferenceService/ModelInfer", message(model));
  }

  private static byte[] json(ServedModel model) {
    return ("{\"inputs\": [{\"name\": \""
            + model.input()
            + "\", \"shape\": [1, "
            + model.row().length
            + "], \"datatype\": \"FP32\", \"data\": "
            + Arrays.toString(model.row())
            + "}]}")
        .getBytes(UTF_8);
  }

  private static byte[] message(ServedModel model) {
    return ModelInferRequest.newBuilder()
        .setModelName(model.name())
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName(model.input())
                .setDatatype("FP32")
                .addShape(1)
                .addShape(model.row().length))
        .addRawInputContents(ByteString.copyFrom(model.tensor().data()))
        .build()
        .toByteArray();
  }

  /** Asks in JSON over HTTP/1.1. */
  Http1Client rest(InferenceServer server) throws IOException {
    return new Http1Client(server.rest(), "/v2/models/" + model.name() + "/infer", json);
  }

  /** Asks over gRPC, with the row as bytes. */
  Http2Connection grpc(InferenceServer server) throws IOException {
    return new Http2Connection(server.grpc(), message);
  }

  /** What is fast and wrong is not measured. */
  void requireSameAnswers(InferenceServer... servers) throws IOException {
    try (DirectModel direct = new DirectModel(model)) {
      FlatTensor only = direct.answer().values().iterator().next();
      float[] expected = floats(ByteBuffer.wrap(((NumberTensor) only).data()));
      for (InferenceServer server : servers) {
        requireNear(expected, answerOverRest(server), server.name() + " over REST");
        requireNear(expected, answerOverGrpc(server), server.name() + " over gRPC");
      }
    }
  }

  private float[] answerOverRest(InferenceServer server) throws IOException {
    try (Http1Client client = rest(server)) {
      boolean answered = client.ask();
      String body = new String(client.body(), UTF_8);
      if (!answered) {
        throw new IOException(server.name() + " does not answer over REST: " + body);
      }
      JsonNode data = new ObjectMapper().readTree(body).at("/outputs/0/data");
      float[] values = new float[data.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = data.get(i).floatValue();
      }
      return values;
    }
  }

  private float[] answerOverGrpc(InferenceServer server) throws IOException {
    try (Http2Connection client = grpc(server)) {
      if (!client.ask()) {
        throw new IOException(server.name() + " does not answer over gRPC");
      }
      byte[] framed = client.body();
      ModelInferResponse response =
          ModelInferResponse.parseFrom(
              ByteBuffer.wrap(framed, GRPC_HEAD, framed.length - GRPC_HEAD));
      return floats(response.getRawOutputContents(0).asReadOnlyByteBuffer());
    }
  }

  private static float[] floats(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static void requireNear(float[] expected, float[] got, String who) throws IOException {
    boolean near = expected.length == got.length;
    for (int i = 0; near && i < got.length; i++) {
      near = Math.abs(expected[i] - got[i]) <= TOLERANCE;
    }
    if (!near) {
      throw new IOException(
          who
              + " answers "
              + Arrays.toString(got)
              + ", but the model says "
              + Arrays.toString(expected));
    }
  }
}
