package io.manabi.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Int64Value;
import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.serving.apis.InferenceTask;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.MultiInferenceLog;
import io.manabi.serving.apis.PredictionLog;
import io.manabi.serving.http.RequestLog.Answered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

class LoggedMessagesTest {
  private static final List<Example> EXAMPLES = List.of(example(1), example(2));

  private static Example example(long x) {
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature(
                    "x",
                    Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(x)).build()))
        .build();
  }

  private static AnsweredCall call(String name, String method, Map<String, FlatTensor> outputs) {
    byte[][] examples = EXAMPLES.stream().map(Example::toByteArray).toArray(byte[][]::new);
    return new AnsweredCall(
        new Signature(name, method, new TreeMap<>(), new TreeMap<>()),
        Map.of("inputs", new StringTensor(Shape.of(2), examples)),
        List.of(),
        outputs);
  }

  private static AnsweredCall classification() {
    return call(
        "classes",
        Examples.CLASSIFY,
        Map.of("classes", TestTensors.texts("a", "b"), "scores", TestTensors.floats(0.25f, 0.5f)));
  }

  private static AnsweredCall regression() {
    return call("values", Examples.REGRESS, Map.of("outputs", TestTensors.floats(3, 4)));
  }

  private static PredictionLog log(String api, AnsweredCall... calls) {
    return LoggedMessages.of(
        new Answered("m", 7, List.of(), api, List.of(calls)), 1, Instant.ofEpochSecond(5));
  }

  private static ModelSpec spec(String signature) {
    return ModelSpec.newBuilder()
        .setName("m")
        .setVersion(Int64Value.of(7))
        .setSignatureName(signature)
        .build();
  }

  private static void assertExamples(Input input) {
    assertThat(input.getExampleList().getExamplesList()).isEqualTo(EXAMPLES);
  }

  @Test
  void tellsClassifications() {
    PredictionLog log = log("classify", classification());

    assertThat(log.getLogMetadata().getModelSpec()).isEqualTo(spec("classes"));
    assertThat(log.getLogMetadata().getTimestampSecs()).isEqualTo(5);
    assertThat(log.getClassifyLog().getRequest().getModelSpec()).isEqualTo(spec("classes"));
    assertExamples(log.getClassifyLog().getRequest().getInput());
    assertThat(log.getClassifyLog().getResponse().getResult().getClassificationsList())
        .extracting(each -> each.getClasses(0).getLabel() + each.getClasses(0).getScore())
        .containsExactly("a0.25", "b0.5");
  }

  @Test
  void tellsRegressions() {
    PredictionLog log = log("regress", regression());

    assertExamples(log.getRegressLog().getRequest().getInput());
    assertThat(log.getRegressLog().getResponse().getModelSpec()).isEqualTo(spec("values"));
    assertThat(log.getRegressLog().getResponse().getResult().getRegressionsList())
        .extracting(each -> each.getValue())
        .containsExactly(3f, 4f);
  }

  @Test
  void tellsEachTaskOfAnInferenceWithItsResult() {
    MultiInferenceLog log =
        log("multi_inference", regression(), classification()).getMultiInferenceLog();

    assertExamples(log.getRequest().getInput());
    assertThat(log.getRequest().getTasksList())
        .extracting(InferenceTask::getModelSpec, InferenceTask::getMethodName)
        .containsExactly(
            tuple(spec("values"), Examples.REGRESS), tuple(spec("classes"), Examples.CLASSIFY));
    assertThat(log.getResponse().getResults(0).getRegressionResult().getRegressions(1).getValue())
        .isEqualTo(4);
    assertThat(log.getResponse().getResults(1).getClassificationResult().getClassificationsCount())
        .isEqualTo(2);
  }
}
