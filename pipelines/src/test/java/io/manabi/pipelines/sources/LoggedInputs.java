package io.manabi.pipelines.sources;

import com.google.protobuf.ByteString;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.Int64List;
import io.manabi.pipelines.sources.PredictionLogProto.PredictLog;
import io.manabi.pipelines.sources.PredictionLogProto.PredictRequest;
import io.manabi.pipelines.sources.PredictionLogProto.PredictionLog;
import io.manabi.pipelines.sources.PredictionLogProto.Shape;
import io.manabi.pipelines.sources.PredictionLogProto.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes logged requests, and reads the rows that are made of them. */
final class LoggedInputs {
  private LoggedInputs() {}

  static Tensor.Builder tensor(int dtype, long... sizes) {
    Shape.Builder shape = Shape.newBuilder();
    for (long size : sizes) {
      shape.addDim(Shape.Dim.newBuilder().setSize(size));
    }
    return Tensor.newBuilder().setDtype(dtype).setTensorShape(shape);
  }

  static PredictionLog predict(Map<String, Tensor.Builder> inputs) {
    PredictRequest.Builder request = PredictRequest.newBuilder();
    inputs.forEach((name, tensor) -> request.putInputs(name, tensor.build()));
    return PredictionLog.newBuilder()
        .setPredictLog(PredictLog.newBuilder().setRequest(request))
        .build();
  }

  static List<Map<String, Feature>> rows(PredictionLog log) throws Exception {
    List<Map<String, Feature>> rows = new ArrayList<>();
    for (byte[] example : LoggedRequests.examples(log.toByteArray())) {
      rows.add(Example.parseFrom(example).getFeatures().getFeatureMap());
    }
    return rows;
  }

  static List<Object> values(List<Map<String, Feature>> rows, String name) {
    List<Object> values = new ArrayList<>();
    for (Map<String, Feature> row : rows) {
      Feature feature = row.getOrDefault(name, Feature.getDefaultInstance());
      values.add(
          switch (feature.getKindCase()) {
            case FLOAT_LIST -> feature.getFloatList().getValueList();
            case INT64_LIST -> feature.getInt64List().getValueList();
            default ->
                feature.getBytesList().getValueList().stream()
                    .map(ByteString::toStringUtf8)
                    .toList();
          });
    }
    return values;
  }

  static Example example(Map<String, Long> values) {
    Features.Builder features = Features.newBuilder();
    values.forEach(
        (name, value) ->
            features.putFeature(
                name,
                Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build()));
    return Example.newBuilder().setFeatures(features).build();
  }
}
