package io.manabi.pipelines.sources;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.manabi.core.RowProblem;
import io.manabi.core.example.Example;
import io.manabi.core.example.Features;
import io.manabi.pipelines.sources.PredictionLogProto.Input;
import io.manabi.pipelines.sources.PredictionLogProto.PredictRequest;
import io.manabi.pipelines.sources.PredictionLogProto.PredictionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the {@code PredictionLog} messages that TensorFlow Serving and {@code manabi serve}
 * write: what a model was asked. Each row of the inputs of a predict request becomes an Example,
 * with a feature for each input; of other requests, the Examples are the rows.
 */
final class LoggedRequests {
  private LoggedRequests() {}

  /** A message that has no rows. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient RowProblem problem;

    UnusableException(RowProblem problem) {
      super(problem.reason());
      this.problem = problem;
    }

    RowProblem problem() {
      return problem;
    }
  }

  /** Whether a record is such a message: it has a field that an Example has not. */
  static boolean isOne(byte[] data) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(data);
      int tag = in.readTag();
      if (tag == (1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        in.skipField(tag);
        tag = in.readTag();
      }
      int field = WireFormat.getTagFieldNumber(tag);
      return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
          && field >= PredictionLog.CLASSIFY_LOG_FIELD_NUMBER
          && field <= PredictionLog.PREDICT_STREAMED_LOG_FIELD_NUMBER;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The serialized Examples of a record, which is one itself if it is no such message.
   *
   * @throws UnusableException if it is one, and cannot be used
   */
  static List<byte[]> examples(byte[] data) throws UnusableException {
    if (!isOne(data)) {
      return List.of(data);
    }
    try {
      PredictionLog log = PredictionLog.parseFrom(data);
      return switch (log.getLogTypeCase()) {
        case PREDICT_LOG -> rows(log.getPredictLog().getRequest());
        case PREDICT_STREAMED_LOG -> {
          List<byte[]> rows = new ArrayList<>();
          for (PredictRequest request : log.getPredictStreamedLog().getRequestList()) {
            rows.addAll(rows(request));
          }
          yield rows;
        }
        case CLASSIFY_LOG -> examples(log.getClassifyLog().getRequest().getInput());
        case REGRESS_LOG -> examples(log.getRegressLog().getRequest().getInput());
        case MULTI_INFERENCE_LOG -> examples(log.getMultiInferenceLog().getRequest().getInput());
        case SESSION_RUN_LOG, LOGTYPE_NOT_SET ->
            throw unusable(null, "is a PredictionLog of a session run, whose inputs have no names");
      };
    } catch (InvalidProtocolBufferException e) {
      throw unusable(null, "is no PredictionLog that can be read");
    }
  }

  private static UnusableException unusable(@Nullable String input, String reason) {
    return new UnusableException(new RowProblem(input, reason));
  }

  private static List<byte[]> examples(Input input) throws InvalidProtocolBufferException {
    List<byte[]> rows = new ArrayList<>();
    for (ByteString example : input.getExampleList().getExamplesList()) {
      rows.add(example.toByteArray());
    }
    // The features of an example stand before those of the context.
    Example context = Example.parseFrom(input.getExampleListWithContext().getContext());
    for (ByteString example : input.getExampleListWithContext().getExamplesList()) {
      rows.add(context.toBuilder().mergeFrom(example).build().toByteArray());
    }
    return rows;
  }

  private static List<byte[]> rows(PredictRequest request) throws UnusableException {
    Map<String, LoggedTensor> inputs = new TreeMap<>();
    int rows = -1;
    for (var each : new TreeMap<>(request.getInputsMap()).entrySet()) {
      LoggedTensor input = read(each.getKey(), each.getValue());
      if (input != null) {
        if (!input.isScalar() && rows >= 0 && input.rows() != rows) {
          throw unusable(each.getKey(), "has " + input.rows() + " rows; inputs before, " + rows);
        }
        rows = input.isScalar() ? rows : input.rows();
        inputs.put(each.getKey(), input);
      }
    }
    List<byte[]> examples = new ArrayList<>();
    for (int row = 0; row < (rows < 0 && !inputs.isEmpty() ? 1 : rows); row++) {
      Features.Builder features = Features.newBuilder();
      for (Map.Entry<String, LoggedTensor> input : inputs.entrySet()) {
        int own = input.getValue().isScalar() ? 0 : row;
        features.putFeature(input.getKey(), input.getValue().row().apply(own));
      }
      examples.add(Example.newBuilder().setFeatures(features).build().toByteArray());
    }
    return examples;
  }

  private static @Nullable LoggedTensor read(String name, PredictionLogProto.Tensor tensor)
      throws UnusableException {
    try {
      return LoggedTensor.of(tensor);
    } catch (IllegalArgumentException e) {
      throw unusable(name, e.getMessage() == null ? "is no tensor" : e.getMessage());
    }
  }
}
