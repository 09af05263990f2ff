package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.TensorSpec;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A model that is asked for one row, in all the ways that are measured.
 *
 * @param name as requests call it
 * @param basePath has a folder of its version 1
 * @param input the name of its only input
 * @param row what is asked
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record ServedModel(String name, Path basePath, String input, float[] row) {

  /** The model in a folder, asked for a row that looks like a drawn digit. */
  static ServedModel of(String name, Path basePath) {
    try (LoadedModel model = LoadedModel.load(basePath.resolve("1"), LoadOptions.DEFAULT)) {
      Map<String, TensorSpec> inputs = model.signature("").inputs();
      TensorSpec only = inputs.values().iterator().next();
      if (inputs.size() != 1
          || only.type() != DataType.DT_FLOAT
          || only.shape().numDimensions() != 2
          || only.shape().get(1) < 1) {
        throw ManabiException.user(
            "The model in "
                + basePath
                + " has the inputs "
                + inputs.values()
                + "; give one with a single float input of shape [-1, n].");
      }
      Random random = new Random(1);
      float[] row = new float[(int) only.shape().get(1)];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(5) == 0 ? random.nextInt(256) / 255f : 0;
      }
      return new ServedModel(name, basePath, only.name(), row);
    }
  }

  Path directory() {
    return basePath.resolve("1");
  }

  Shape shape() {
    return Shape.of(1, row.length);
  }

  NumberTensor tensor() {
    return new NumberTensor(DataType.DT_FLOAT, shape(), bytes());
  }

  private byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(row);
    return bytes.array();
  }

  private String restPath() {
    return "/v1/models/" + name + ":predict";
  }

  private byte[] json() {
    StringBuilder json = new StringBuilder("{\"instances\": [[");
    for (int i = 0; i < row.length; i++) {
      json.append(i == 0 ? "" : ", ").append(row[i]);
    }
    return json.append("]]}").toString().getBytes(UTF_8);
  }

  private byte[] message() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setSize(1);
    shape.addDimBuilder().setSize(row.length);
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName(name))
        .putInputs(
            input,
            TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(shape)
                .setTensorContent(ByteString.copyFrom(bytes()))
                .build())
        .build()
        .toByteArray();
  }

  /** Clients that ask in JSON over HTTP/1.1, each over a connection of its own. */
  Asker.Maker overJson(InetSocketAddress server) {
    byte[] json = json();
    return () -> new Http1Client(server, restPath(), json);
  }

  /** Clients that ask over gRPC, each over a connection of its own. */
  Asker.Maker overGrpc(InetSocketAddress server) {
    Http2Request request = grpc();
    return () -> new Http2Connection(server, request);
  }

  /** A request in JSON, over HTTP/2. */
  Http2Request rest() {
    return Http2Request.json(restPath(), json());
  }

  /** A request over gRPC. */
  Http2Request grpc() {
    return Http2Request.grpc("/tensorflow.serving.PredictionService/Predict", message());
  }
}
