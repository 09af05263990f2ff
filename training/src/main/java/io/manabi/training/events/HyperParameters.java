package io.manabi.training.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import io.manabi.training.events.HyperParametersProto.DataType;
import io.manabi.training.events.HyperParametersProto.DatasetType;
import io.manabi.training.events.HyperParametersProto.Experiment;
import io.manabi.training.events.HyperParametersProto.HParamInfo;
import io.manabi.training.events.HyperParametersProto.HParamsPluginData;
import io.manabi.training.events.HyperParametersProto.MetricInfo;
import io.manabi.training.events.HyperParametersProto.MetricName;
import io.manabi.training.events.HyperParametersProto.SessionEndInfo;
import io.manabi.training.events.HyperParametersProto.SessionStartInfo;
import io.manabi.training.events.HyperParametersProto.Status;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a training was told, for TensorBoard's page that compares trainings.
 *
 * @param values the settings by name: numbers, booleans, and text for anything else
 * @param metrics the names of the scalars of the same run that tell how good it is
 */
public record HyperParameters(Map<String, Object> values, List<String> metrics) {
  private static final String PLUGIN = "hparams";

  /** Makes map and list immutable. */
  public HyperParameters {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    metrics = List.copyOf(metrics);
  }

  /** What is told at the beginning of a training. */
  Summary start(Instant now, String model) {
    Experiment.Builder experiment = Experiment.newBuilder().setTimeCreatedSecs(seconds(now));
    SessionStartInfo.Builder session =
        SessionStartInfo.newBuilder().setModelUri(model).setStartTimeSecs(seconds(now));
    values.forEach(
        (name, value) -> {
          // Without a domain, so that trainings with other values can be compared with this one.
          experiment.addHparamInfos(HParamInfo.newBuilder().setName(name).setType(type(value)));
          session.putHparams(name, value(value));
        });
    for (String metric : metrics) {
      experiment.addMetricInfos(
          MetricInfo.newBuilder()
              .setName(MetricName.newBuilder().setTag(metric))
              .setDatasetType(DatasetType.DATASET_VALIDATION));
    }
    return Summary.newBuilder()
        .addValue(
            summary(
                "_hparams_/experiment", HParamsPluginData.newBuilder().setExperiment(experiment)))
        .addValue(
            summary(
                "_hparams_/session_start_info",
                HParamsPluginData.newBuilder().setSessionStartInfo(session)))
        .build();
  }

  /** What is told when a training has come to its end. */
  static Summary end(Instant now) {
    return Summary.newBuilder()
        .addValue(
            summary(
                "_hparams_/session_end_info",
                HParamsPluginData.newBuilder()
                    .setSessionEndInfo(
                        SessionEndInfo.newBuilder()
                            .setStatus(Status.STATUS_SUCCESS)
                            .setEndTimeSecs(seconds(now)))))
        .build();
  }

  private static Summary.Value summary(String tag, HParamsPluginData.Builder data) {
    ByteString content = data.build().toByteString();
    return Summary.Value.newBuilder()
        .setTag(tag)
        .setMetadata(
            SummaryMetadata.newBuilder()
                .setDataClass(DataClass.DATA_CLASS_TENSOR)
                .setPluginData(
                    SummaryMetadata.PluginData.newBuilder()
                        .setPluginName(PLUGIN)
                        .setContent(content)))
        // TensorBoard keeps no summary without a tensor.
        .setTensor(
            TensorProto.newBuilder()
                .setDtype(org.tensorflow.proto.DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addFloatVal(0))
        .build();
  }

  private static DataType type(Object value) {
    if (value instanceof Boolean) {
      return DataType.DATA_TYPE_BOOL;
    }
    return value instanceof Number ? DataType.DATA_TYPE_FLOAT64 : DataType.DATA_TYPE_STRING;
  }

  private static Value value(Object value) {
    if (value instanceof Boolean truth) {
      return Value.newBuilder().setBoolValue(truth).build();
    }
    if (value instanceof Number number) {
      // Not 0.10000000149 for the float 0.1.
      return Value.newBuilder().setNumberValue(Double.parseDouble(number.toString())).build();
    }
    return Value.newBuilder().setStringValue(value.toString()).build();
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }
}
