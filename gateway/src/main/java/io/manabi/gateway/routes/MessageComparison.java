package io.manabi.gateway.routes;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.manabi.gateway.answers.InferAnswer;
import io.manabi.gateway.answers.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what two messages of one kind say: the order of what has names makes no difference, nor
 * how the floating-point numbers of a tensor are written, nor a small difference of them.
 */
final class MessageComparison {
  /** They tell which version answered. */
  private static final Set<String> VERSIONS = Set.of("model_spec", "model_version");

  private static final int DT_FLOAT = 1;
  private static final int DT_DOUBLE = 2;

  private final Tolerance tolerance;

  MessageComparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  boolean isSame(Message some, Message other) {
    Message ours = plain(some);
    Message theirs = plain(other);
    return ours.getDescriptorForType().getFields().stream()
            .filter(field -> !VERSIONS.contains(field.getName()))
            .allMatch(field -> isSame(field, ours.getField(field), theirs.getField(field)))
        && ours.getUnknownFields().equals(theirs.getUnknownFields());
  }

  private boolean isSame(FieldDescriptor field, Object some, Object other) {
    if (field.isMapField()) {
      return isSameMap((List<?>) some, (List<?>) other);
    }
    return field.isRepeated()
        ? isSameList((List<?>) some, (List<?>) other)
        : isSameValue(some, other);
  }

  private boolean isSameMap(List<?> some, List<?> other) {
    Map<Object, Object> ours = entries(some);
    Map<Object, Object> theirs = entries(other);
    return ours.keySet().equals(theirs.keySet())
        && ours.entrySet().stream()
            .allMatch(
                each -> isSameValue(each.getValue(), requireNonNull(theirs.get(each.getKey()))));
  }

  private static Map<Object, Object> entries(List<?> map) {
    Map<Object, Object> entries = new HashMap<>();
    for (Object each : map) {
      MapEntry<?, ?> entry = (MapEntry<?, ?>) each;
      entries.put(entry.getKey(), entry.getValue());
    }
    return entries;
  }

  private boolean isSameList(List<?> some, List<?> other) {
    if (some.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!isSameValue(some.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isSameValue(Object some, Object other) {
    if (some instanceof Message ours && other instanceof Message theirs) {
      return isSame(ours, theirs);
    }
    if (some instanceof Float || some instanceof Double) {
      return tolerance.isSame(((Number) some).doubleValue(), ((Number) other).doubleValue());
    }
    return some.equals(other);
  }

  /** The same message, with numbers in fields of their own and what has names in their order. */
  private static Message plain(Message message) {
    if (message instanceof Tensor tensor) {
      return plain(tensor);
    }
    return message instanceof InferAnswer answer ? plain(answer) : message;
  }

  private static Tensor plain(Tensor tensor) {
    ByteString content = tensor.getTensorContent();
    if (tensor.getDtype() == DT_FLOAT) {
      return tensor.toBuilder().addAllFloatVal(floats(content)).clearTensorContent().build();
    }
    return tensor.getDtype() == DT_DOUBLE
        ? tensor.toBuilder().addAllDoubleVal(doubles(content)).clearTensorContent().build()
        : tensor;
  }

  private static InferAnswer plain(InferAnswer answer) {
    InferAnswer.Builder plain = answer.toBuilder().clearOutputs().clearRawOutputContents();
    List<InferAnswer.Output> outputs = new ArrayList<>();
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      boolean isRaw = i < answer.getRawOutputContentsCount();
      outputs.add(
          isRaw
              ? plain(answer.getOutputs(i), answer.getRawOutputContents(i))
              : answer.getOutputs(i));
    }
    outputs.sort(Comparator.comparing(InferAnswer.Output::getName));
    return plain.addAllOutputs(outputs).build();
  }

  private static InferAnswer.Output plain(InferAnswer.Output output, ByteString raw) {
    InferAnswer.Output.Builder plain = output.toBuilder();
    switch (output.getDatatype()) {
      case "FP32" -> plain.getContentsBuilder().addAllFp32Contents(floats(raw));
      case "FP64" -> plain.getContentsBuilder().addAllFp64Contents(doubles(raw));
      default -> plain.getContentsBuilder().setRaw(raw);
    }
    return plain.build();
  }

  private static List<Float> floats(ByteString content) {
    ByteBuffer buffer = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Float> numbers = new ArrayList<>();
    while (buffer.remaining() >= Float.BYTES) {
      numbers.add(buffer.getFloat());
    }
    return numbers;
  }

  private static List<Double> doubles(ByteString content) {
    ByteBuffer buffer = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Double> numbers = new ArrayList<>();
    while (buffer.remaining() >= Double.BYTES) {
      numbers.add(buffer.getDouble());
    }
    return numbers;
  }
}
