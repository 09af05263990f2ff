package io.manabi.serving.tensorflow;

import io.manabi.prediction.Predictor;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.serving.apis.Class;
import io.manabi.serving.apis.ClassificationResult;
import io.manabi.serving.apis.Classifications;
import io.manabi.serving.apis.ExampleList;
import io.manabi.serving.apis.ExampleListWithContext;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.Regression;
import io.manabi.serving.apis.RegressionResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;

/**
 * Classification and regression: signatures that take serialized {@code tf.Example} messages and
 * give classes with scores, or a value, for each. The rules are those of TensorFlow Serving's
 * {@code classifier.cc} and {@code regressor.cc}.
 */
final class Examples {
  static final String CLASSIFY = "tensorflow/serving/classify";
  static final String REGRESS = "tensorflow/serving/regress";

  private static final String INPUTS = "inputs";
  private static final String CLASSES = "classes";
  private static final String SCORES = "scores";
  private static final String OUTPUTS = "outputs";

  private Examples() {}

  static CompletableFuture<ClassificationResult> classify(
      Predictor model, String signatureName, Input input, Deadline deadline) {
    return call(model, signatureName, CLASSIFY, input, deadline).thenApply(Examples::classes);
  }

  static CompletableFuture<RegressionResult> regress(
      Predictor model, String signatureName, Input input, Deadline deadline) {
    return call(model, signatureName, REGRESS, input, deadline).thenApply(Examples::values);
  }

  private static CompletableFuture<Answered> call(
      Predictor model, String signatureName, String method, Input input, Deadline deadline) {
    Signature signature = model.signature(signatureName);
    if (!signature.method().equals(method)) {
      throw PredictionFailure.invalid(
          "Expected "
              + (method.equals(CLASSIFY) ? "classification" : "regression")
              + " signature method_name to be "
              + method
              + ". Was: "
              + signature.method());
    }
    if (!signature.inputs().containsKey(INPUTS) || signature.inputs().size() != 1) {
      throw PredictionFailure.invalid("Expected one input, " + INPUTS + ", of serialized examples");
    }
    FlatTensor examples = serialized(input);
    return model
        .predict(signature.name(), Map.of(INPUTS, examples), List.of(), deadline)
        .thenApply(outputs -> new Answered(outputs, examples.rowCount()));
  }

  /**
   * What was answered.
   *
   * @param outputs by name
   * @param examples how many were asked for
   */
  record Answered(Map<String, FlatTensor> outputs, int examples) {
    @Nullable FlatTensor output(String name) {
      FlatTensor output = outputs.get(name);
      if (output != null && output.rowCount() != examples) {
        throw PredictionFailure.invalid(
            "Expected output batch size to be " + examples + ". Was: " + output.rowCount());
      }
      return output;
    }
  }

  private static FlatTensor serialized(Input input) {
    byte[][] examples =
        switch (input.getKindCase()) {
          case EXAMPLE_LIST -> plain(input.getExampleList());
          case EXAMPLE_LIST_WITH_CONTEXT -> merged(input.getExampleListWithContext());
          default -> throw PredictionFailure.invalid("Input is empty.");
        };
    if (examples.length == 0) {
      throw PredictionFailure.invalid("Input is empty.");
    }
    return new StringTensor(Shape.of(examples.length), examples);
  }

  private static byte[][] plain(ExampleList list) {
    return list.getExamplesList().stream().map(Example::toByteArray).toArray(byte[][]::new);
  }

  /** The features of an example stand before those of the context. */
  private static byte[][] merged(ExampleListWithContext list) {
    return list.getExamplesList().stream()
        .map(
            example -> {
              Example.Builder merged = list.getContext().toBuilder();
              merged.getFeaturesBuilder().putAllFeature(example.getFeatures().getFeatureMap());
              return merged.build().toByteArray();
            })
        .toArray(byte[][]::new);
  }

  static ClassificationResult classes(Answered answered) {
    @Nullable FlatTensor labels = answered.output(CLASSES);
    @Nullable FlatTensor scores = answered.output(SCORES);
    if (labels == null && scores == null) {
      throw PredictionFailure.invalid(
          "Expected classification signature outputs to contain at least one of \""
              + CLASSES
              + "\" or \""
              + SCORES
              + "\".");
    }
    if (labels != null && labels.type() != DataType.DT_STRING) {
      throw PredictionFailure.invalid(
          "Expected classes Tensor of DT_STRING. Was: " + labels.type());
    }
    int perExample =
        Math.toIntExact(requirePresent(labels, scores).shape().size() / answered.examples());
    ByteBuffer values = scores == null ? ByteBuffer.allocate(0) : floats(scores);
    ClassificationResult.Builder result = ClassificationResult.newBuilder();
    for (int example = 0; example < answered.examples(); example++) {
      Classifications.Builder classes = Classifications.newBuilder();
      for (int i = example * perExample; i < (example + 1) * perExample; i++) {
        Class.Builder one = Class.newBuilder();
        if (labels != null) {
          one.setLabel(new String(((StringTensor) labels).values()[i], StandardCharsets.UTF_8));
        }
        if (scores != null) {
          one.setScore(values.getFloat(Float.BYTES * i));
        }
        classes.addClasses(one);
      }
      result.addClassifications(classes);
    }
    return result.build();
  }

  private static FlatTensor requirePresent(
      @Nullable FlatTensor first, @Nullable FlatTensor second) {
    if (first != null && second != null && first.shape().size() != second.shape().size()) {
      throw PredictionFailure.invalid(
          "Tensors class and score should match in size, but are "
              + first.shape()
              + " and "
              + second.shape());
    }
    if (first != null) {
      return first;
    }
    if (second != null) {
      return second;
    }
    throw new IllegalArgumentException("neither is there");
  }

  static RegressionResult values(Answered answered) {
    @Nullable FlatTensor outputs = answered.output(OUTPUTS);
    if (outputs == null) {
      throw PredictionFailure.invalid("Expected regression signature outputs to contain outputs");
    }
    if (outputs.shape().size() != answered.examples()) {
      throw PredictionFailure.invalid(
          "Expected output to be a scalar for each example. Was: " + outputs.shape());
    }
    ByteBuffer values = floats(outputs);
    RegressionResult.Builder result = RegressionResult.newBuilder();
    for (int i = 0; i < answered.examples(); i++) {
      result.addRegressions(Regression.newBuilder().setValue(values.getFloat(Float.BYTES * i)));
    }
    return result.build();
  }

  private static ByteBuffer floats(FlatTensor tensor) {
    if (tensor.type() != DataType.DT_FLOAT) {
      throw PredictionFailure.invalid("Expected a Tensor of DT_FLOAT. Was: " + tensor.type());
    }
    return ByteBuffer.wrap(((NumberTensor) tensor).data()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
